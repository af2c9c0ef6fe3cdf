using System.Collections.Frozen;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Words that tell what is wanted of a cluster, beside those of the common vocabulary.</summary>
internal static class ClusterWords
{
    public static FrozenSet<string> Scale { get; } = WordSet.Of(
        """
        scale rescale upscale downscale autoscale resize skaliere skalieren hochskalieren herunterskalieren runterskalieren escala escalar escale scala przeskaluj отмасштабируй scalare schaal mets
        """);

    /// <summary>They scale only where a number of replicas stands beside them.</summary>
    public static FrozenSet<string> Adjust { get; } = WordSet.Of(
        """
        set increase raise reduce decrease lower bump bring change adjust give run mets need needs want use make erhohe erhohen reduziere reduzieren setze setz andere brauchen brauche braucht wollen
        """);

    public static FrozenSet<string> Restart { get; } = WordSet.Of(
        "restart bounce recycle reboot restarte restarten neustarten neustart redemarre redemarrer reinicia reiniciar riavvia riavviare herstart zrestartuj перезапусти");

    public static FrozenSet<string> RollBack { get; } = WordSet.Of(
        "rollback roll-back revert undo zuruckrollen zurucksetzen revertir annule annuler ripristina reverter deshacer");

    public static FrozenSet<string> Delete { get; } = WordSet.Of(
        "delete remove kill destroy удали usun drop evict losche loschen entferne entfernen supprime supprimer elimina eliminar borra borrar verwijder");

    public static FrozenSet<string> Apply { get; } = WordSet.Of("apply anwenden примени applique appliquer aplica aplicar applica toepassen");

    public static FrozenSet<string> Describe { get; } = WordSet.Of("describe inspect beschreibe beschreib decris describa descrivi details detail");

    public static FrozenSet<string> Change { get; } = WordSet.Of("set update change use upgrade bump switch put setze setz aktualisiere andere wechsle nimm cambia actualiza change mets pon");

    public static FrozenSet<string> Show { get; } = WordSet.Of(
        """
        show list get display tail print fetch see give look there have running zeige zeig zeigt auflisten liste gib montre liste muestra lista mostra toon which what welche are
        """);

    /// <summary>What asks for a cause.</summary>
    public static FrozenSet<string> Why { get; } = WordSet.Of(
        """
        why cause causes reason diagnose diagnosis diagnostic troubleshoot debug investigate analyze analyse wrong unhealthy healthy health healthcheck warum wieso weshalb ursache
        grund gesund diagnostiziere untersuche analysiere pourquoi sante porque perche waarom problem problems problema probleme problemes issue issues
        """);

    /// <summary>What is the matter with something that runs.</summary>
    public static FrozenSet<string> Trouble { get; } = WordSet.Of(
        """
        crash crashes crashing crashed crashloop crashloopbackoff crash-looping crashlooping looping loop fail fails failing failed broken down stuck pending oom oomkilled killed
        imagepullbackoff errimagepull evicted unready notready restarting hangs hanging flapping error errors abgesturzt sturzt absturz kaputt hangt fehler fehlerhaft bricht unavailable
        """);

    public static FrozenSet<string> Everything { get; } = WordSet.Of("everything all every any alle alles allen each tout tous todo todos tutto anything");

    /// <summary>What was named before.</summary>
    public static FrozenSet<string> Pronouns { get; } = WordSet.Of("it them this that these those es sie ihn das le la lo");

    /// <summary>States of pods: where something is said to be in them, they are no place.</summary>
    public static FrozenSet<string> States { get; } = WordSet.Of(
        """
        pending crashloopbackoff imagepullbackoff errimagepull containercreating createcontainerconfigerror running terminating evicted oomkilled unknown notready completed error init progress loop
        """);

    /// <summary>What begins a question or a thought about an order and not the order.</summary>
    public static FrozenSet<string> Ponders { get; } = WordSet.Of(
        """
        should shall is are was were did does if when what why how who which whether unless once after before until because how's what's
        soll sollen sollten sollte ist sind war wurde wurden wenn falls sobald bevor nachdem wie warum wieso weshalb wann wer welche welcher darf durfen comment pourquoi como cuando si
        """);

    public static FrozenSet<string> Refusals { get; } = WordSet.Of("don't dont not never cannot can't mustn't shouldn't without avoid stop nicht nie niemals kein keine keinen ohne ne jamais no nunca non");

    /// <summary>What makes the words behind it somebody else's.</summary>
    public static FrozenSet<string> Reports { get; } = WordSet.Of(
        """
        say says said saying reads read tells told contains contain writes wrote prints printed line lines log logs message messages comment event annotation ticket mail page
        sagt sagen steht schreibt meldet zeile meldung dit dice
        """);

    public static FrozenSet<string> Manifest { get; } = WordSet.Of("manifest manifests yaml yml k8s-manifest manifeste manifestes manifiesto manifesto k8s-yaml");

    public static FrozenSet<string> Safety { get; } = WordSet.Of(
        """
        safe dangerous destructive harmless risky classify judge would effect does happens sicher gefahrlich ungefahrlich harmlos bewerte einstufen klassifiziere tut passiert macht ok
        sur dangereux seguro peligroso run execute ausfuhren
        """);

    /// <summary>The programs whose lines can be judged.</summary>
    public static FrozenSet<string> Programs { get; } = WordSet.Of(
        "kubectl helm terraform tofu docker podman git psql mysql kustomize oc rm curl sudo bash sh systemctl aws gcloud az argocd flux istioctl kubeadm nerdctl crictl");
}
