namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>What an exit code says by itself.</summary>
internal static class ExitCodes
{
    public static string Meaning(long code) => code switch
    {
        0 => "the process ended by itself, without an error",
        1 => "an error of the application",
        2 => "wrong usage, or an error of the application",
        126 => "the command cannot be executed (permission denied, or not executable)",
        127 => "command not found",
        128 => "the container could not be started",
        132 => "SIGILL, an instruction that the processor does not have",
        134 => "SIGABRT, the process gave up",
        135 => "SIGBUS",
        136 => "SIGFPE",
        137 => "SIGKILL",
        139 => "SIGSEGV, a segmentation fault",
        143 => "SIGTERM, asked to stop",
        255 => "an error of the application, or exec format error",
        > 128 and < 165 => $"signal {code - 128}",
        _ => "an error of the application",
    };
}
