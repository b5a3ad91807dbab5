// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.Build;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests.Buildx;

/// <summary>A program in docker's place: it writes down how it was called and what it was given, and does what a test says in place of building.</summary>
internal sealed class FakeBuildx : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FleetWorld _world = new();

    public FakeBuildx()
    {
        // What it calls what it builds, and where it is wanted, are told by the definition.
        var program = _folder.Write("docker.sh", $$"""
            #!/bin/sh
            echo "$*" >>'{{_folder["calls"]}}'
            case "$*" in
              'buildx version') exec sh -e '{{_folder["version"]}}' ;;
              'buildx bake --help') echo '  --allow stringArray'; exit ;;
              'buildx bake --print '*) exec sh -e '{{_folder["print"]}}' "$5" ;;
            esac
            cp "$4" '{{_folder["definition"]}}'
            while [ "$1" != --metadata-file ]; do shift; done
            archive=$(sed -E 's/.*type=oci,dest=([^",]*).*/\1/' '{{_folder["definition"]}}') metadata=$2
            export archive metadata
            exec sh -e '{{_folder["bake"]}}'
            """);
        new Command("install", ["-m", "755", program, _folder["docker"]]).RunAsync(CancellationToken.None).GetAwaiter().GetResult().EnsureSuccess();
        Version("echo 'github.com/docker/buildx v0.25.0 faa573f'");
        _folder.Write("print", "cat \"$1\"");
        Bake("exit 0");
    }

    public FleetWorld World => _world;

    public TempFolder Folder => _folder;

    public IReadOnlyList<string> Calls => File.Exists(_folder["calls"]) ? File.ReadAllLines(_folder["calls"]) : [];

    /// <summary>The targets that it was given.</summary>
    public JsonNode Targets => JsonNode.Parse(File.ReadAllText(_folder["definition"]))!["target"]!;

    public Dictionary<string, string> Environment { get; } = new(Command.MinimalEnvironment);

    public void Version(string script) => _folder.Write("version", script);

    public void Print(string script) => _folder.Write("print", script);

    public void Bake(string script) => _folder.Write("bake", script);

    public async Task<BuildResult> BuildAsync(string fleet, BuildxOptions? options = null, CancellationToken? cancellation = null, params string[] asked)
    {
        var graph = await _world.LoadAsync(fleet, new() { Environment = Environment.GetValueOrDefault });
        graph.Diagnostics.ShouldBeEmpty();
        var targets = asked.Length == 0 ? graph.Fleet.Targets : [.. graph.Fleet.Targets.Where(target => asked.Contains(target.Name))];
        var token = cancellation ?? TestContext.Current.CancellationToken;
        var engine = new BuildxEngine(
            new(_folder["docker"], Environment) { Builder = "cluster" }, _world.Engine.Services, request => _world.Engine.BuildAsync(request, null, token));
        return await engine.BuildAsync(graph, targets, options ?? BuildxOptions.Default, token);
    }

    public void Dispose()
    {
        _world.Dispose();
        _folder.Dispose();
    }
}
