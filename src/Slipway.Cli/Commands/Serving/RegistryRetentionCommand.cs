// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry retention</c>: applies the rules of which tags are kept, or says what they come to.</summary>
internal sealed class RegistryRetentionCommand : SlipwayCommand
{
    private readonly RegistryStorageWords _storage = new();
    private readonly Option<string> _repositories = new("--repositories") { Description = "A rule without a settings file: the repositories it speaks of.", HelpName = "PATTERN", DefaultValueFactory = static _ => "**" };
    private readonly Option<string> _tags = new("--tags") { Description = "The tags that the rule speaks of; others stay.", HelpName = "PATTERN", DefaultValueFactory = static _ => "**" };
    private readonly Option<int?> _last = new("--keep-last") { Description = "Keep the tags of so many images, those pushed last in each repository.", HelpName = "COUNT" };
    private readonly Option<int?> _days = new("--keep-days") { Description = "Keep tags that were set within so many days.", HelpName = "DAYS" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would go and why, and take nothing." };
    private readonly Option<OutputFormat> _format = OutputFormats.Option();

    public RegistryRetentionCommand(Session session)
        : base(session, "retention", "Take tags away by the rules of which are kept, with the reason for each.",
            "slipway registry retention --settings registry.yaml --dry-run", "slipway registry retention --repositories 'team/*' --keep-last 10 --keep-days 30 --dry-run")
    {
        foreach (var option in new Option[] { _repositories, _tags, _last, _days, _dryRun, _format }.Concat(_storage.Options))
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var storage = _storage.Open(words, Session, options => ReadRules(words, options));
        var mode = words.GetValue(_dryRun) ? RetentionMode.DryRun : RetentionMode.Apply;
        var verdicts = await storage.Retention.ApplyAsync(mode, cancellationToken);
        if (words.GetValue(_format) == OutputFormat.Json)
            JsonOutput.Write(Session.Output, json => RegistryReportJson.Write(json, verdicts, mode));
        else
            WriteText(verdicts, mode);
        return ExitCode.Done;
    }

    private void WriteText(IReadOnlyList<TagVerdict> verdicts, RetentionMode mode)
    {
        foreach (var verdict in verdicts)
            Session.Output.WriteLine($"{(verdict.IsKept ? "keep" : "take")} {verdict.Repository}:{verdict.Tag} {verdict.Digest}: {verdict.Reason}");
        var taken = verdicts.Count(static verdict => !verdict.IsKept);
        Session.Error.WriteLine($"{(mode == RetentionMode.DryRun ? "would take" : "took")} {taken} of {verdicts.Count} tags");
    }

    private RegistryOptions ReadRules(ParseResult words, RegistryOptions options)
    {
        if (!words.GetValue(_dryRun))
            RegistryStorageWords.RequireWritable(options, "retention");
        if (_storage.NameSettings(words))
        {
            if (words.GetValue(_last) is not null || words.GetValue(_days) is not null)
                throw CommandException.Usage("--settings has rules of its own; write --keep-last and --keep-days into them, or leave it out.");
            return options.Retention.Count > 0 ? options : throw CommandException.Usage("the settings have no rules of retention; without one, nothing goes.", "write one under 'retention', or leave --settings out and give --keep-last or --keep-days");
        }
        if (words.GetValue(_last) is null && words.GetValue(_days) is null)
            throw CommandException.Usage("nothing says what is kept.", "write --keep-last, --keep-days or both, or name a settings file with --settings");
        if (words.GetValue(_last) < 0 || words.GetValue(_days) < 0)
            throw CommandException.Usage("what is kept can't be less than nothing; write 0 or more.");
        return options with
        {
            Retention =
            [
                new()
                {
                    Repositories = PatternWords.Read(_repositories, words),
                    Tags = PatternWords.Read(_tags, words),
                    KeepLast = words.GetValue(_last),
                    KeepYounger = words.GetValue(_days) is { } days ? TimeSpan.FromDays(days) : null,
                },
            ],
        };
    }
}
