// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Whole;

/// <summary><c>slipway down</c>: takes back what <c>up</c> did: the modules, then the server if <c>up</c> started it. Images stay.</summary>
internal sealed class DownCommand : SlipwayCommand
{
    private readonly Argument<string?> _fleet = new("FLEET") { Description = "The fleet's folder or file. [default: every fleet that is up]", Arity = ArgumentArity.ZeroOrOne };

    public DownCommand(Session session)
        : base(session, "down", "Take away the modules that up installed, and the server that it started. Images stay.", "slipway down", "slipway down ./examples/openhqm") => Add(_fleet);

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var record = UpRecord.Read(Session.Home);
        var fleets = record.Modules.Where(entry => Matches(entry.Key, words.GetValue(_fleet))).ToList();
        if (fleets.Count == 0 && (words.GetValue(_fleet) is not null || record.StartedServer is null))
            throw CommandException.No(words.GetValue(_fleet) is { } fleet ? $"the fleet '{fleet}' is not up" : "no fleet is up", "slipway module list shows what is installed");
        if (fleets.Count > 0)
            record = await UninstallAsync(record, fleets, cancellationToken);
        if (record is { Modules.Count: 0, StartedServer: { } server })
        {
            if (server.IsAlive)
                await ServerLauncher.StopAsync(server, cancellationToken);
            await AgentLauncher.StopAsync(Session.Home, cancellationToken);
            Session.Output.WriteLine("the server and its agent are stopped");
            (record with { StartedServer = null }).Write(Session.Home);
        }
        return ExitCode.Done;
    }

    private async Task<UpRecord> UninstallAsync(UpRecord record, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> fleets, CancellationToken cancellationToken)
    {
        // A server that died meanwhile takes nothing with it: another one does the work.
        var (server, isNew) = await ServerLauncher.EnsureAsync(Session, ["--registry=127.0.0.1:0", "--api=127.0.0.1:0"], cancellationToken);
        if (isNew)
            record = record with { StartedServer = server.Process };
        using var client = new ModulesClient(server.Api, Modules.ServerWords.OwnToken(Session), server.CertificateFile);
        foreach (var (fleet, modules) in fleets)
        {
            foreach (var module in modules.Reverse())
                await UninstallAsync(client, module, cancellationToken);
            record = record.With(fleet, []);
            record.Write(Session.Home);
        }
        return record;
    }

    private async Task UninstallAsync(ModulesClient client, string module, CancellationToken cancellationToken)
    {
        try
        {
            Session.Output.WriteLine((await client.UninstallAsync(module, cancellationToken)).Message);
        }
        catch (ModuleException e) when (e.Status == HttpStatusCode.NotFound)
        {
            Session.Output.WriteLine($"{module} was gone already");
        }
    }

    private bool Matches(string fleetFile, string? wanted)
    {
        if (wanted is null)
            return true;
        var path = Path.GetFullPath(wanted, Session.WorkingFolder).TrimEnd('/');
        return fleetFile == path || Path.GetDirectoryName(fleetFile) == path;
    }
}
