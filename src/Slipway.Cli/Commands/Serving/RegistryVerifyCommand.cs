// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry verify</c>: reads all that a registry holds and compares it with its digests.</summary>
internal sealed class RegistryVerifyCommand : SlipwayCommand
{
    private readonly RegistryStorageWords _storage = new();
    private readonly Option<bool> _reportOnly = new("--report-only") { Description = "Say what is wrong, and change nothing. Else a damaged blob counts as absent, so that clients push it again, and its file is put into quarantine." };
    private readonly Option<OutputFormat> _format = OutputFormats.Option();
    private readonly Option<long?> _speed = new("--max-speed") { Description = "The most megabytes (MiB) to read in a second. [default: as fast as it goes]", HelpName = "MIB" };

    public RegistryVerifyCommand(Session session)
        : base(session, "verify", "Read all that a registry holds and compare it with its digests; the registry may be serving.", "slipway registry verify", "slipway registry verify --report-only --max-speed 20")
    {
        Add(_reportOnly);
        Add(_speed);
        Add(_format);
        foreach (var option in _storage.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_speed) is < 1 and var speed)
            throw CommandException.Usage($"--max-speed {speed} reads nothing; write 1 or more.");
        using var storage = _storage.Open(words, Session, options => options with { Scrub = new() { BytesPerSecond = words.GetValue(_speed) << 20 } });
        var report = await storage.Scrubber.ScrubAsync(words.GetValue(_reportOnly) ? ScrubMode.ReportOnly : ScrubMode.Quarantine, cancellationToken);
        if (words.GetValue(_format) == OutputFormat.Json)
            JsonOutput.Write(Session.Output, json => RegistryReportJson.Write(json, report));
        else
            WriteText(report);
        return report.Problems.Count == 0 ? ExitCode.Done : ExitCode.No;
    }

    private void WriteText(ScrubReport report)
    {
        foreach (var problem in report.Problems)
        {
            Session.Output.WriteLine($"{(problem.Digest is { } digest ? $"{digest}: " : "")}{problem.Problem}");
            foreach (var name in problem.Affected)
                Session.Output.WriteLine($"  in {name}");
            Session.Output.WriteLine($"  {problem.Remedy}");
        }
        Session.Error.WriteLine($"read {report.Blobs} blobs of {Units.Size(report.Bytes)} and {report.Manifests} manifests: {(report.Problems.Count == 0 ? "all is well" : $"{report.Problems.Count} {(report.Problems.Count == 1 ? "problem" : "problems")}")}");
    }
}
