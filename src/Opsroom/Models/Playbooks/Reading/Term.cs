namespace Opsroom.Models.Playbooks.Reading;

/// <summary>What a word can be in a task. One word can be several things; the readers decide by what stands around it.</summary>
[Flags]
internal enum Term
{
    None = 0,

    /// <summary>Articles, pronouns, auxiliaries and other words without content.</summary>
    Stop = 1 << 0,

    /// <summary>An ordinary word of the trade that is nobody's name.</summary>
    Plain = 1 << 1,

    /// <summary>Introduces what something is for: for, of, für, pour, para, ….</summary>
    For = 1 << 2,

    /// <summary>Introduces where something goes: to, into, nach, vers, ….</summary>
    To = 1 << 3,

    /// <summary>Any other preposition.</summary>
    Preposition = 1 << 4,

    /// <summary>And, or, then, a comma, a slash, an arrow.</summary>
    Connector = 1 << 5,

    /// <summary>Called, named, genannt, appelé, ….</summary>
    Called = 1 << 6,

    Negation = 1 << 7,

    /// <summary>Service, app, Dienst, …: its name stands beside it and does not contain it.</summary>
    ServiceNoun = 1 << 8,

    /// <summary>API, worker, gateway, …: part of the name that stands before it.</summary>
    NamedNoun = 1 << 9,

    /// <summary>Namespace, cluster, branch, table, …: what stands beside it is its name and nobody else's.</summary>
    OtherNoun = 1 << 10,

    EnvironmentNoun = 1 << 11,

    /// <summary>An environment wherever it stands.</summary>
    Environment = 1 << 12,

    /// <summary>An environment only among others or beside the word for it: test, stage, live, ….</summary>
    MaybeEnvironment = 1 << 13,

    Pipeline = 1 << 14,

    Template = 1 << 15,

    /// <summary>To make something that is not there.</summary>
    Create = 1 << 16,

    /// <summary>To move a version.</summary>
    Deploy = 1 << 17,

    /// <summary>To judge something that is there.</summary>
    Validate = 1 << 18,

    /// <summary>Names a strategy or a kind of pipeline.</summary>
    Strategy = 1 << 19,

    /// <summary>A language, framework, database or tool.</summary>
    Technology = 1 << 20,

    /// <summary>Replicas, pods, instances.</summary>
    ReplicaNoun = 1 << 21,

    /// <summary>One, two, drei, ….</summary>
    NumberWord = 1 << 22,

    /// <summary>A, an, another, ein, un, …: what follows is not there yet.</summary>
    Indefinite = 1 << 23,

    /// <summary>Which, what, how, why.</summary>
    Question = 1 << 24,

    /// <summary>After, nach, après: turns the order of what stands beside it.</summary>
    After = 1 << 25,

    /// <summary>Push, run, trigger, list, …: done by Harness itself.</summary>
    Remote = 1 << 26,

    /// <summary>Fix, repair, mend.</summary>
    Repair = 1 << 27,

    /// <summary>A kind of Kubernetes object.</summary>
    Kind = 1 << 28,

    Alert = 1 << 29,
}
