// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text;
using Slipway.Build;
using Slipway.Dockerfile;
using Slipway.Fleet;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Fleets;

/// <summary><c>slipway report</c>: the measured sizes of a fleet's images, for people, programs and documents.</summary>
internal sealed class ReportCommand : SlipwayCommand
{
    private readonly FleetWords _fleet = new();
    private readonly AnswerWords _answer = new("text", "markdown", "json", "csv", "html");
    private readonly Option<string?> _against = new("--against") { Description = "Compare with what was before: a report written with --format json, or another fleet's file or folder. Example: --against before.json", HelpName = "FILE" };
    private readonly Option<string?> _update = new("--update") { Description = "A document of Markdown to write the tables into, between its marks.", HelpName = "FILE" };
    private readonly Option<string?> _columns = new("--columns")
    {
        Description = $"The columns, by name: {string.Join(", ", ReportColumn.All.Select(static column => column.Name))}. and those that the fleet file gives images under 'columns'. [default: those that say something; of csv all] Example: --columns image,size,own",
        HelpName = "NAME,…",
    };

    public ReportCommand(Session session)
        : base(
            session, "report", "Write the measured sizes, savings and build times of a fleet's images, and what they share.",
            "slipway report", "slipway report --format json -o before.json", "slipway report --against before.json -o report.html",
            "slipway report ./examples/openhqm --update examples/openhqm/README.md")
    {
        _fleet.AddTo(this);
        _answer.AddTo(this);
        Add(_against);
        Add(_columns);
        Add(_update);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var fleet = await _fleet.ReadAsync(words, Session, cancellationToken);
        var before = words.GetValue(_against) is { } against ? await ReadBeforeAsync(Path.GetFullPath(against, Session.WorkingFolder), cancellationToken) : null;
        var verification = await FleetWork.VerifyAsync(Session, fleet, cancellationToken);
        var others = fleet.Graph.Fleet.Targets.Where(target => !fleet.Targets.Contains(target)).ToList();
        var report = FleetReport.Create(verification, new()
        {
            Others = (await FleetWork.MeasureAsync(Session, fleet.Graph.Fleet, others, cancellationToken)).Targets,
            Plan = await PlanAsync(fleet, cancellationToken),
            Before = before,
        });
        if (report.Rows.Count == 0)
            throw CommandException.No("none of the fleet's images is in the store", "build them: slipway build");
        var columns = ReadColumns(words.GetValue(_columns), report);
        if (words.GetValue(_update) is { } document)
            Update(Path.GetFullPath(document, Session.WorkingFolder), report, columns);
        if (words.GetValue(_update) is null || _answer.SayAnything(words))
            await _answer.WriteAsync(words, Session, (kind, output, terminal) => Write(kind, output, terminal, report, columns));
        return ExitCode.Done;
    }

    private static void Write(string kind, Stream output, TerminalKind terminal, FleetReport report, IReadOnlyList<ReportColumn>? columns)
    {
        switch (kind)
        {
            case "json":
                ReportJson.Write(output, report);
                break;
            case "html":
                ReportHtml.Write(output, report, columns);
                break;
            case "csv":
                output.Write(Encoding.UTF8.GetBytes(ReportCsv.Write(report, columns)));
                break;
            case "markdown":
                output.Write(Encoding.UTF8.GetBytes(ReportTable.ToMarkdown(report, columns)));
                break;
            default:
                var text = ReportTable.ToText(report, columns);
                var line = text.IndexOf('\n', StringComparison.Ordinal);
                output.Write(Encoding.UTF8.GetBytes(new Style(terminal).Strong(text[..line]) + text[line..]));
                break;
        }
    }

    // How long steps took is told where it is known; a plan that can't be made says nothing of sizes.
    private async Task<FleetPlan?> PlanAsync(SelectedFleet fleet, CancellationToken cancellationToken)
    {
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        using var http = Remotes.OpenHttp(Session);
        try
        {
            return await new FleetBuilder(Wiring.CreateEngine(Session, http)).PlanAsync(fleet.Graph, fleet.Targets, BuildOptions.Default, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            Session.Error.WriteLine($"build times are left out: {DisplayText.Clean(e.Message)}");
            return null;
        }
    }

    private async Task<FleetReport> ReadBeforeAsync(string path, CancellationToken cancellationToken)
    {
        if (Path.GetExtension(path) == ".json" && !Path.GetFileName(path).StartsWith("docker-bake", StringComparison.Ordinal))
            return ReportReader.TryReadFile(path, out var report, out var problem) ? report : throw CommandException.Usage($"{problem}.");
        var fleet = await FleetWords.ReadFileAsync(path, Session, cancellationToken);
        var before = FleetReport.Create(await FleetWork.MeasureAsync(Session, fleet.Graph.Fleet, fleet.Targets, cancellationToken));
        return before.Rows.Count > 0 ? before : throw CommandException.No($"none of the images of '{path}' is in the store", $"build them: slipway build --fleet {path}");
    }

    private static IReadOnlyList<ReportColumn>? ReadColumns(string? names, FleetReport report)
    {
        if (names is null)
            return null;
        if (!ReportColumn.TryRead(names, report, out var columns, out var problem, out var help))
            throw CommandException.Usage($"{problem}.", help);
        return columns.Count > 0 ? columns : null;
    }

    private void Update(string path, FleetReport report, IReadOnlyList<ReportColumn>? columns)
    {
        if (!File.Exists(path))
            throw CommandException.Usage($"there is no document '{path}'.");
        if (!ReportDocument.TryReplace(SourceText.FromBytes(path, LinuxFile.ReadAll(path, SourceText.MaxBytes)), report, columns, out var replaced, out var problem))
        {
            Session.Error.Write(DiagnosticRenderer.Render(problem));
            throw CommandException.Usage("the document was left as it is.");
        }
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(replaced));
        Session.Error.WriteLine($"updated {path}");
    }
}
