using System.Collections.Immutable;
using Opsroom.Tools.Commands.Shell;

namespace Opsroom.Tools.Commands;

/// <summary>Files and devices whose reading or writing means more than that of others.</summary>
internal static class Places
{
    private static readonly ImmutableArray<string> Disks =
        ["/dev/sd*", "/dev/nvme*", "/dev/vd*", "/dev/xvd*", "/dev/hd*", "/dev/mmcblk*", "/dev/disk*", "/dev/mapper/*", "/dev/dm-*", "/dev/md*", "/dev/loop*", "/dev/rdisk*", "/dev/mem", "/dev/root", "/dev/zvol/*", "/dev/rbd*", "\\\\.\\PhysicalDrive*"];

    private static readonly ImmutableArray<string> Secrets =
    [
        "*/.kube/config", "*/.kube/*.yaml", "*/.kube/*.conf", "*kubeconfig*", "*/.aws/credentials", "*/.aws/cli/cache/*", "*/.azure/accessTokens.json", "*/.azure/msal_token_cache*", "*/.config/gcloud/*credentials*", "*application_default_credentials.json", "*/.docker/config.json", "*/.dockercfg",
        "*/.dockerconfigjson", "*/.netrc", ".netrc", "*/.pgpass", ".pgpass", "*/.my.cnf", ".my.cnf", "*/.git-credentials", ".git-credentials", "*/.npmrc", ".npmrc", "*/.pypirc", "*/.vault-token", "*/.config/gh/hosts.yml", "*/.terraform.d/credentials*", "*/.ssh/id_*", "id_rsa", "id_dsa", "id_ed25519", "id_ecdsa",
        "*/id_rsa", "*/id_ed25519", "*/id_ecdsa", "*/.ssh/*_key", "*/.gnupg/*", "/etc/shadow*", "/etc/gshadow*", "/etc/sudoers*", "/etc/ssl/private/*", "/etc/kubernetes/*.conf", "/etc/kubernetes/pki/*.key", "/etc/rancher/k3s/k3s.yaml", "*/secrets/kubernetes.io/*", "/run/secrets/*", "/var/run/secrets/*", "*/etcd/*.key",
        "/etc/ssh/ssh_host_*_key", "/proc/*/environ", "*.env", ".env.*", "*/.env.*", "*.key", "*.pem.key", "*private*.pem", "*-key.pem", "key.pem", "*/key.pem", "privkey.pem", "*/privkey.pem", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx", "*.tfstate", "*.tfstate.backup", "*terraform.tfvars", "*secrets.y*ml", "*secret.y*ml", "*secrets.json",
        "*credentials.json", "*/credentials", "credentials", "*/.bash_history", "*/.zsh_history", "*/.psql_history", "*/.mysql_history", "*/.rediscli_history", "*password*", "*passwd.txt", "*token.txt", "*/token", "*vault_pass*", "*.htpasswd", "*service-account*.json", "*serviceaccount*.json", "*api_key*", "*apikey*", "*secret.txt", "*secrets.txt",
        "*/master.key", "*/.config/op/*", "*/.password-store/*", "*.agekey", "*/keys.txt", "*/.cargo/credentials*", "*/.gem/credentials", "*/.config/rclone/rclone.conf", "*/.s3cfg", "*/.boto", "*.ovpn", "*/wireguard/*.conf", "/etc/wireguard/*",
    ];

    private static readonly ImmutableArray<string> Open = ["*.pub", "*.example", "*.sample", "*.template", "*.dist", "*.md", "*.crt", "*.enc.*", "*.enc", "/etc/passwd", "*.cs", "*.py", "*.go", "*.ts", "*.js", "*.java", "*.tf", "*.sh", "*.log", "*.j2", "*.asc"];

    /// <summary>Whether writing there overwrites a disk.</summary>
    public static bool IsDisk(string path) => Fits(path, Disks);

    /// <summary>Whether a file, as its name says, holds secrets.</summary>
    public static bool IsSecret(string path)
    {
        var plain = path.Replace("//", "/", StringComparison.Ordinal).Replace("/./", "/", StringComparison.Ordinal);
        return Fits(plain, Secrets) && !Fits(plain, Open);
    }

    private static bool Fits(string path, ImmutableArray<string> patterns) => path.Length < 4096 && patterns.Any(pattern => TextPatterns.Fits(path, pattern));
}
