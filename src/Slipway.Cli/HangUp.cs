// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;

namespace Slipway.Cli;

/// <summary>Ends a command as an interrupt does when its terminal goes away (SIGHUP), so that what it started ends too. Under <c>nohup</c> it goes on.</summary>
internal sealed class HangUp : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly PosixSignalRegistration? _registration;

    public HangUp()
    {
        if (IsIgnored())
            return;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            _ending.Cancel();
        });
    }

    /// <summary>Is cancelled when the terminal is gone.</summary>
    public CancellationToken Token => _ending.Token;

    public void Dispose()
    {
        _registration?.Dispose();
        _ending.Dispose();
    }

    // Whoever ignores it when the program starts wants it ignored; SIGHUP is the first bit.
    private static bool IsIgnored()
    {
        try
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
            return line is not null && ulong.TryParse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var ignored) && (ignored & 1) != 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
