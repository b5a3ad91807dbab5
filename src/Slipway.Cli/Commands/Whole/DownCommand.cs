// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;
using Slipway.Cli.Commands.Containers;
using Slipway.Cli.Commands.Whole.Services;
using Slipway.Containers;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Whole;

/// <summary><c>slipway down</c>: takes back what <c>up</c> did: the modules, then the server if <c>up</c> started it; of Compose files the containers of their services. Images stay.</summary>
internal sealed class DownCommand : SlipwayCommand
{
    private readonly Argument<string?> _fleet = new("FLEET") { Description = "The fleet's folder or file. [default: every fleet that is up]", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string[]> _files = new("--fleet") { Description = "Compose files whose services are taken away. [default: those of the folder, where no fleet of modules is up]", HelpName = "FILE" };
    private readonly Option<bool> _volumes = new("--volumes", "-v") { Description = "Services: their volumes too, but for external ones." };
    private readonly Option<int?> _time = WithinWords.Option();
    private readonly Option<string?> _project = ServiceWords.ProjectOption();

    public DownCommand(Session session)
        : base(session, "down", "Take away the modules that up installed, and the server that it started; or the containers of a Compose file's services, each after those that depend on it. Images stay.",
            "slipway down", "slipway down ./examples/openhqm", "slipway down --fleet compose.yaml -v", "slipway down -p myproject")
    {
        foreach (var option in new Option[] { _files, _volumes, _time, _project })
            Add(option);
        Add(_fleet);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var record = UpRecord.Read(Session.Home);
        if (FindProject(words, record) is { } project)
        {
            await new ServicesDown(Session, project).RunAsync(words.GetValue(_volumes) ? ContainerRemovals.NamelessVolumes : ContainerRemovals.None, WithinWords.Read(words.GetValue(_time)), cancellationToken);
            return ExitCode.Done;
        }
        if (words.GetValue(_volumes) || words.GetValue(_time) is not null)
            throw CommandException.Usage("--volumes and --time are about the services of a Compose file, and none is meant.", "name the file: --fleet compose.yaml");
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

    // The project that is meant: by its name, by its files, or by those of the folder that is named or that this is.
    private string? FindProject(ParseResult words, UpRecord record)
    {
        var (name, place) = (words.GetValue(_project), words.GetValue(_fleet));
        var named = (words.GetValue(_files) ?? []).Select(file => Path.GetFullPath(file, Session.WorkingFolder)).ToList();
        if (named.Count > 0 && place is not null)
            throw CommandException.Usage($"both '{place}' and --fleet say which fleet is meant.", "leave one out");
        if (named.Count == 0 && name is not null)
            return name;
        var path = Path.GetFullPath(place ?? ".", Session.WorkingFolder);
        var files = named.Count > 0 ? ComposeFiles.Of(named) ?? throw CommandException.Usage($"'{named[0]}' is no Compose file.", "fleets of modules are named without --fleet: slipway down FLEET")
            : place is null && record.Modules.Count > 0 ? null
            : File.Exists(path) ? ComposeFiles.Of([path]) : ComposeFiles.FindIn(path, Session);
        return files?.Read(Session, name, Session.Variable).Project.Name;
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
