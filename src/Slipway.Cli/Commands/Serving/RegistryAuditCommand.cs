// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry audit</c>: what was done in a registry, and what was refused, as JSON lines.</summary>
internal sealed class RegistryAuditCommand : SlipwayCommand
{
    private const int PageSize = 1000;
    private readonly RegistryStorageWords _storage = new();
    private readonly Option<long?> _after = new("--after") { Description = "All entries after the one of this number. [default: the newest]", HelpName = "ID" };
    private readonly Option<int> _last = new("--last") { Description = "How many of the newest.", HelpName = "COUNT", DefaultValueFactory = static _ => 20 };

    public RegistryAuditCommand(Session session)
        : base(session, "audit", "Show what was done in a registry and what was refused, one JSON object a line, oldest first.", "slipway registry audit --last 50", "slipway registry audit --after 0")
    {
        Add(_last);
        Add(_after);
        foreach (var option in _storage.Options)
            Add(option);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_last) < 1)
            throw CommandException.Usage($"--last {words.GetValue(_last)} shows nothing; write 1 or more.");
        using var storage = _storage.Open(words, Session);
        if (words.GetValue(_after) is not { } after)
        {
            foreach (var entry in storage.Audit.ListLast(words.GetValue(_last)))
                Session.Output.WriteLine(entry.ToJson());
            return Task.FromResult(ExitCode.Done);
        }
        while (storage.Audit.List(after, PageSize) is { Count: > 0 } page)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var entry in page)
                Session.Output.WriteLine(entry.ToJson());
            after = page[^1].Id;
        }
        return Task.FromResult(ExitCode.Done);
    }
}
