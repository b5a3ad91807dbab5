// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Dockerfile;

namespace Slipway.Cli.Commands.Building;

/// <summary>Says what came of a build.</summary>
internal static class BuildReport
{
    /// <summary>Writes each failure once: the end of the step's log, the place in the Dockerfile, what is wrong.</summary>
    public static void WriteFailures(IEnumerable<BuildFailure> failures, Session session)
    {
        var style = new Style(session.ErrorTerminal);
        var renderer = new DiagnosticRenderer(new() { Color = session.ErrorTerminal == TerminalKind.Colour });
        foreach (var failure in failures)
        {
            session.Error.WriteLine();
            if (failure.LogTail.Count > 0)
            {
                session.Error.WriteLine($"------ {DisplayText.Clean(failure.Step?.Name ?? "")}");
                foreach (var line in failure.LogTail)
                    session.Error.WriteLine($"  {DisplayText.Clean(line)}");
                session.Error.WriteLine("------");
                if (failure.LogFile is { } log)
                    session.Error.WriteLine($"full log: {DisplayText.Clean(log)}");
            }
            if (failure.Diagnostics.Count > 0)
                renderer.Write(session.Error, failure.Diagnostics);
            if (failure.Diagnostics.Count == 0 || (failure.Kind != BuildFailureKind.Definition && failure.Diagnostics.All(diagnostic => diagnostic.Message != failure.Message)))
                session.Error.WriteLine($"{style.Bad("error:")} {DisplayText.Clean(failure.Message)}");
        }
    }

    /// <summary>The exit code of a build.</summary>
    public static int ExitCodeOf(BuildResult result) => result.Succeeded ? ExitCode.Done
        : result.Failures.Count > 0 && result.Failures.All(static failure => failure.Kind == BuildFailureKind.Outside) ? ExitCode.Outside
        : ExitCode.No;
}
