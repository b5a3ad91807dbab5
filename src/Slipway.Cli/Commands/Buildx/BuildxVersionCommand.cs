// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Buildx;

/// <summary><c>slipway buildx version</c>: that nothing has to be installed, and what builds.</summary>
internal sealed class BuildxVersionCommand(Session session) : SlipwayCommand(session, "version", "Show what builds: this program, and its version.", "slipway buildx version")
{
    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        Session.Output.WriteLine($"slipway {ErrorReport.Version}");
        return Task.FromResult(ExitCode.Done);
    }
}
