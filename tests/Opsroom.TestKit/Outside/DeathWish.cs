using System.Diagnostics;
using System.Globalization;
using Opsroom.Threads;

namespace Opsroom.TestKit.Outside;

/// <summary>When a server process is to die as <c>kill -9</c> has it: in a given thread, once its journal has a certain length.</summary>
/// <param name="Thread">The thread that is watched; others do not count.</param>
/// <param name="Sequence">The length that has to be reached.</param>
/// <param name="BeforeEffect">False: at once, when the append has returned. True: when the next change is about to be sent, or the model is about to be asked.</param>
public sealed record DeathWish(string Thread, long Sequence, bool BeforeEffect)
{
    /// <summary>The environment variable that carries one into a process.</summary>
    public const string Variable = "PROOF_DEATH";

    private int reached;

    public static DeathWish? Parse(string? text)
    {
        var parts = text?.Split(' ') ?? [];
        return parts.Length == 3 ? new DeathWish(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), bool.Parse(parts[2])) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Thread} {Sequence} {BeforeEffect}");

    /// <summary>The journal of a thread has grown.</summary>
    public void Appended(ThreadId thread, long sequence)
    {
        if (thread.ToString() != Thread || sequence < Sequence)
        {
            return;
        }

        if (!BeforeEffect)
        {
            Die();
        }

        Volatile.Write(ref reached, 1);
    }

    /// <summary>Something is about to happen outside the process.</summary>
    public void BeforeNextEffect()
    {
        if (BeforeEffect && Volatile.Read(ref reached) == 1)
        {
            Die();
        }
    }

    private static void Die()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();

        // the signal is on its way; nothing may happen until it is there
        while (true)
        {
            GC.KeepAlive(self);
        }
    }
}
