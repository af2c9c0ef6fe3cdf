namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>Looks for one family of faults.</summary>
internal interface IAnalyzer
{
    /// <summary>What it sees, in the objects' own sequence. It takes fields as missing where they are, and never throws on bad ones.</summary>
    IEnumerable<Fault> Look(Scene scene);
}
