using System.Collections.Frozen;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>The kinds of Kubernetes objects by every name that <c>kubectl</c> takes for them.</summary>
internal static class KubernetesKinds
{
    private static readonly FrozenDictionary<string, string> Kinds =
        """
        Pod=pod,pods,po Deployment=deployment,deployments,deploy Service=service,services,svc StatefulSet=statefulset,statefulsets,sts DaemonSet=daemonset,daemonsets,ds ReplicaSet=replicaset,replicasets,rs
        Job=job,jobs CronJob=cronjob,cronjobs,cj ConfigMap=configmap,configmaps,cm Secret=secret,secrets Ingress=ingress,ingresses,ing Namespace=namespace,namespaces,ns Node=node,nodes,no
        PersistentVolumeClaim=persistentvolumeclaim,persistentvolumeclaims,pvc,pvcs PersistentVolume=persistentvolume,persistentvolumes,pv StorageClass=storageclass,storageclasses,sc
        HorizontalPodAutoscaler=horizontalpodautoscaler,hpa,hpas PodDisruptionBudget=poddisruptionbudget,pdb,pdbs NetworkPolicy=networkpolicy,networkpolicies,netpol ServiceAccount=serviceaccount,serviceaccounts,sa
        Role=role,roles RoleBinding=rolebinding,rolebindings ClusterRole=clusterrole,clusterroles ClusterRoleBinding=clusterrolebinding CustomResourceDefinition=crd,crds Endpoints=endpoints,ep EndpointSlice=endpointslice,endpointslices
        ResourceQuota=resourcequota,resourcequotas,quota LimitRange=limitrange,limitranges Rollout=rollout
        """
        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => entry.Split('='))
        .SelectMany(entry => entry[1].Split(','), (entry, word) => (Word: word, Kind: entry[0]))
        .ToFrozenDictionary(pair => pair.Word, pair => pair.Kind, StringComparer.Ordinal);

    /// <summary>Words that mean nothing but the object.</summary>
    public static IEnumerable<string> Words => Kinds.Keys.Where(word => word.Length > 3 && word != "deploy" || word is "pod" or "svc" or "sts" or "pvc" or "hpa" or "pdb" or "crd");

    /// <summary>The kind as Kubernetes writes it, or null.</summary>
    public static string? Of(string key) => Kinds.GetValueOrDefault(key);
}
