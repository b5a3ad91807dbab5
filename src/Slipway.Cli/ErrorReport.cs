// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Slipway.Distribution;
using Slipway.Modules;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>Turns what ended a command into words and an exit code.</summary>
internal static class ErrorReport
{
    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(ErrorReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The program's name and version, as servers see them.</summary>
    public static string UserAgent { get; } = $"slipway/{Version.Split('+')[0]}";

    /// <summary>The exit code of a command that ended so; null for what is a bug of ours.</summary>
    public static int? ExitCodeOf(Exception exception) => exception switch
    {
        OperationCanceledException => ExitCode.Interrupted,
        CommandException e => e.ExitCode,
        ModuleException e => e.IsTransient ? ExitCode.Outside : ExitCode.No,
        FormatException => ExitCode.Usage,
        ImageFormatException or CorruptBlobException or RegistryException { IsTransient: false } => ExitCode.No,
        NativeException or IOException or UnauthorizedAccessException or TimeoutException or HttpRequestException => ExitCode.Outside,
        _ => null,
    };

    /// <summary>Writes what happened to the session's error stream; returns the exit code.</summary>
    public static int Write(Exception exception, Session session)
    {
        switch (exception)
        {
            case OperationCanceledException:
                session.Error.WriteLine("slipway: interrupted");
                return ExitCode.Interrupted;
            case CommandException e:
                session.Error.WriteLine($"slipway: {e.Message}");
                if (e.Help is { } help)
                    session.Error.WriteLine($"help: {help}");
                return e.ExitCode;
            case ModuleException e:
                session.Error.WriteLine($"slipway: {e.Message}");
                foreach (var line in e.LogTail)
                    session.Error.WriteLine($"  {DisplayText.Clean(line)}");
                if (e.Hint is { } hint)
                    session.Error.WriteLine($"help: {hint}");
                return e.IsTransient ? ExitCode.Outside : ExitCode.No;
            case var known when ExitCodeOf(known) is { } exitCode:
                session.Error.WriteLine($"slipway: {exception.Message}");
                return exitCode;
            default:
                session.Error.WriteLine($"slipway {Version}: this is a bug of ours. Please report what follows.");
                session.Error.WriteLine(exception.ToString());
                return ExitCode.Bug;
        }
    }
}
