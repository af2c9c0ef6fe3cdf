using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>Variables that make other programs run something else.</summary>
internal static class EnvironmentVariables
{
    private static readonly ImmutableHashSet<string> Loaders =
    [
        "PATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "DYLD_INSERT_LIBRARIES", "DYLD_LIBRARY_PATH", "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PERL5LIB", "PERL5OPT",
        "RUBYOPT", "RUBYLIB", "NODE_OPTIONS", "NODE_PATH", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "GIT_SSH", "GIT_ASKPASS", "SSH_ASKPASS", "GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_SYSTEM", "PERL5DB", "PERLLIB", "PYTHONBREAKPOINT", "PYTHONINSPECT", "MAKEFLAGS", "RIPGREP_CONFIG_PATH", "OPENSSL_CONF", "OPENSSL_ENGINES", "GCC_EXEC_PREFIX", "VIMINIT", "EXINIT", "CURL_HOME", "WGETRC", "INPUTRC", "BASH_LOADABLES_PATH", "PSQLRC", "TF_CLI_CONFIG_FILE", "HELM_PLUGINS",
        "GIT_TEMPLATE_DIR", "GIT_PROXY_COMMAND", "MYSQL_HISTFILE", "DOCKER_CLI_PLUGIN_EXTRA_DIRS", "FPATH", "CDPATH", "ZDOTDIR",
    ];

    private static readonly ImmutableHashSet<string> Commands =
    [
        "GIT_SSH_COMMAND", "PAGER", "GIT_PAGER", "MANPAGER", "SYSTEMD_PAGER", "EDITOR", "VISUAL", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_EXTERNAL_DIFF", "KUBE_EDITOR", "KUBECTL_EXTERNAL_DIFF", "LESSOPEN", "LESSCLOSE", "BROWSER", "RSYNC_RSH",
        "PSQL_EDITOR", "PSQL_PAGER", "PROMPT_COMMAND", "PS4", "CVS_RSH", "SUDO_EDITOR", "AWS_PAGER", "GH_PAGER", "BAT_PAGER", "TAR_OPTIONS", "RSYNC_CONNECT_PROG", "SUDO_ASKPASS", "FZF_DEFAULT_COMMAND", "MANOPT",
    ];

    public static void Judge(string name, string value, string source, ShellWalk walk, Scope scope)
    {
        if (Loaders.Contains(name) || name.StartsWith("TF_CLI_ARGS", StringComparison.Ordinal) || name.StartsWith("BASH_FUNC_", StringComparison.Ordinal))
        {
            walk.Findings.Add(CommandEffect.Change, "sh", source, $"`{name}` decides what code other commands load or run");
        }
        else if (Commands.Contains(name) && value.Length > 0 && value is not "cat" and not "less" and not "more")
        {
            walk.Findings.Add(CommandEffect.Change, "sh", source, $"`{name}` is a command that other programs run");
            walk.Follow(value, scope, null);
        }
    }
}
