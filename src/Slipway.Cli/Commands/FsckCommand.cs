// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Cli.Progress;
using Slipway.Oci;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway fsck</c>: finds and names what is wrong with the store, the build records and the snapshots.</summary>
internal sealed class FsckCommand : SlipwayCommand
{
    private readonly Option<bool> _repair = new("--repair")
    {
        Description = "Mend what can be mended without loss: write derived files again, move damaged blobs to store/quarantine, remove what killed processes left.",
    };
    private readonly Option<OutputFormat> _format = OutputFormats.Option();

    public FsckCommand(Session session)
        : base(session, "fsck", "Check the store: every byte, every name, every image. Exits with 1 where something is lost or wrong.", "slipway fsck", "slipway fsck --repair --format json")
    {
        Add(_repair);
        Add(_format);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var mode = words.GetValue(_repair) ? StoreCheckMode.Repair : StoreCheckMode.Report;
        IReadOnlyList<StoreProblem> store;
        using (var view = new CheckView(Session))
            store = await StoreCheck.RunAsync(Session.Home.Store, mode, view, cancellationToken);
        IReadOnlyList<StoreProblem> found = [.. store, .. await BuildStateCheck.RunAsync(Session.Home, mode, Session.Time, cancellationToken)];
        if (words.GetValue(_format) == OutputFormat.Json)
            JsonOutput.Write(Session.Output, [.. found.Select(FsckRow.Of)], CliJson.Default.IReadOnlyListFsckRow);
        else
            WriteText(found);
        return found.Any(static problem => problem is { Severity: ProblemSeverity.Error, Repair: null }) ? ExitCode.No : ExitCode.Done;
    }

    private void WriteText(IReadOnlyList<StoreProblem> found)
    {
        foreach (var problem in found)
        {
            Session.Output.WriteLine($"{(problem.Severity == ProblemSeverity.Error ? "error" : "note")}: {DisplayText.Clean(problem.Subject)}: {DisplayText.Clean(problem.Message)}");
            if (problem.Repair is { } repair)
                Session.Output.WriteLine($"  repaired: {repair}");
        }
        var errors = found.Count(static problem => problem.Severity == ProblemSeverity.Error);
        var open = found.Count(static problem => problem is { Severity: ProblemSeverity.Error, Repair: null });
        Session.Error.WriteLine(errors == 0 ? "slipway: the store is whole" : $"slipway: {errors} {(errors == 1 ? "error" : "errors")}, {errors - open} repaired");
    }
}
