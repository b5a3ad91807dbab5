// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text;
using Slipway.Dockerfile;
using Slipway.Fleet;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Fleets;

/// <summary><c>slipway report</c>: the measured sizes of a fleet's images, for people, programs and documents.</summary>
internal sealed class ReportCommand : SlipwayCommand
{
    private readonly FleetWords _fleet = new();
    private readonly Option<string> _format = new("--format") { Description = "How to write the answer: text, markdown or json.", HelpName = "KIND", DefaultValueFactory = static _ => "text" };
    private readonly Option<string?> _update = new("--update") { Description = "A document to write the table into, between its marks.", HelpName = "FILE" };

    public ReportCommand(Session session)
        : base(session, "report", "Write the measured sizes and savings of a fleet's images.", "slipway report", "slipway report ./examples/openhqm --update examples/openhqm/README.md")
    {
        _fleet.AddTo(this);
        _format.AcceptOnlyFromAmong("text", "markdown", "json");
        Add(_format);
        Add(_update);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var fleet = await _fleet.ReadAsync(words, Session, cancellationToken);
        var report = FleetReport.Create(await FleetWork.VerifyAsync(Session, fleet, cancellationToken));
        if (report.Rows.Count == 0)
            throw CommandException.No("none of the fleet's images is in the store", "build them: slipway build");
        if (words.GetValue(_update) is { } document)
        {
            Update(Path.GetFullPath(document, Session.WorkingFolder), ReportTable.ToMarkdown(report));
            return ExitCode.Done;
        }
        switch (words.GetValue(_format))
        {
            case "json":
                await using (var output = Session.OpenOutput())
                    ReportJson.Write(output, report);
                break;
            case "markdown":
                Session.Output.Write(ReportTable.ToMarkdown(report));
                break;
            default:
                Session.Output.Write(ReportTable.ToText(report));
                break;
        }
        return ExitCode.Done;
    }

    private void Update(string path, string table)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > SourceText.MaxBytes)
            throw CommandException.Usage($"'{path}' is not a document of at most {SourceText.MaxBytes} bytes.");
        if (!ReportDocument.TryReplace(SourceText.FromBytes(path, File.ReadAllBytes(path)), table, out var replaced, out var problem))
        {
            Session.Error.Write(DiagnosticRenderer.Render(problem));
            throw CommandException.Usage("the document was left as it is.");
        }
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(replaced));
        Session.Error.WriteLine($"updated {path}");
    }
}
