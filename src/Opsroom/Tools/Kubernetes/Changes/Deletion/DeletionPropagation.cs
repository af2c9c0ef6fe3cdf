namespace Opsroom.Tools.Kubernetes.Changes.Deletion;

/// <summary>What becomes of the objects that belong to a deleted one.</summary>
public enum DeletionPropagation
{
    /// <summary>They are deleted after it.</summary>
    Background,

    /// <summary>They are deleted before it.</summary>
    Foreground,

    /// <summary>They stay and belong to nobody.</summary>
    Orphan,
}
