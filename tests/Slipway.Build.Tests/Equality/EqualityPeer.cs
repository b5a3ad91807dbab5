// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>One store of ours and one daemon of theirs for all rows, with the same bases and the same contexts.</summary>
public sealed class EqualityPeer : IAsyncDisposable
{
    /// <summary>What BuildKit's client says of a build that was judged and refused.</summary>
    private const string Verdict = "failed to solve";

    private readonly SemaphoreSlim _opening = new(1);
    private BuildWorld? _world;
    private TrixieDocker? _docker;
    private int _count;

    public BuildWorld World => _world ?? throw new InvalidOperationException("The peer has not been opened.");

    /// <summary>Starts both sides, the first time.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_docker is not null)
                return;
            Needs.Tool("runc");
            _world ??= await EqualityBases.CreateAsync();
            var docker = await TrixieDocker.StartAsync(cancellationToken);
            foreach (var name in EqualityBases.Names)
                await LoadAsync(docker, name, cancellationToken);
            _docker = docker;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Builds a row with both; each path is null where that side refused, and then its words say why.</summary>
    public async Task<EqualityBuild> BuildAsync(EqualityRow row, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var folder = World.Folder.MakeFolder($"row{Interlocked.Increment(ref _count)}");
        var dockerfile = Path.Combine(folder, "Dockerfile");
        await File.WriteAllTextAsync(dockerfile, row.Dockerfile, cancellationToken);
        if (row.Ignore is { } ignore)
            await File.WriteAllTextAsync(dockerfile + ".dockerignore", ignore, cancellationToken);
        using var context = new EqualityContextIgnore(World.Folder[EqualityContext.Main], row.ContextIgnore);
        foreach (var (id, value) in row.Secrets)
            await File.WriteAllTextAsync(Path.Combine(folder, "secret-" + id), value, cancellationToken);
        var (ours, theirs) = (Path.Combine(folder, "ours.tar"), Path.Combine(folder, "theirs.tar"));
        var peer = AskPeerAsync(PeerArguments(row, dockerfile, folder, theirs), cancellationToken);
        var failure = await BuildOursAsync(World, row, dockerfile, folder, ours);
        var (built, log) = await peer;
        return new(row, failure is null ? ours : null, failure, built ? theirs : null, log);
    }

    /// <summary>Builds a row by ourselves; null where it succeeded.</summary>
    internal static async Task<BuildFailure?> BuildOursAsync(BuildWorld world, EqualityRow row, string dockerfile, string folder, string archive)
    {
        var target = new BuildTarget
        {
            Name = "app",
            Source = new DockerfileSource(SourceText.FromBytes("Dockerfile", System.Text.Encoding.UTF8.GetBytes(row.Dockerfile))) { File = dockerfile },
            Context = world.Folder[EqualityContext.Main],
            Args = row.Args,
            Labels = row.Labels,
            Stage = row.Stage,
            Contexts = row.Contexts.ToDictionary(pair => pair.Key, pair => Context(world, pair.Value)),
            Secrets = row.Secrets.ToDictionary(pair => pair.Key, pair => (SecretSource)new SecretFile(Path.Combine(folder, "secret-" + pair.Key))),
            Outputs = [new OciOutput(archive, ArchiveForm.Tar)],
        };
        return (await world.RunAsync(BuildOptions.Default with { ShareHostAuthorities = false }, target)).Targets[0].Failure;
    }

    public async ValueTask DisposeAsync()
    {
        if (_docker is not null)
            await _docker.DisposeAsync();
        _world?.Dispose();
        _opening.Dispose();
    }

    /// <summary>Asks until there is a verdict: under load buildx at times loses its connection to the daemon, and that is neither a build nor a refusal.</summary>
    private async Task<(bool Built, string Log)> AskPeerAsync(List<string> arguments, CancellationToken cancellationToken)
    {
        const int Attempts = 3;
        List<string> lost = [];
        while (lost.Count < Attempts)
        {
            var (exitCode, _, error) = await _docker!.TryAsync(arguments, cancellationToken);
            if (exitCode == 0 || error.Contains(Verdict, StringComparison.Ordinal))
                return (exitCode == 0, error);
            lost.Add(error);
        }

        throw new InvalidOperationException($"BuildKit gave no verdict in {Attempts} attempts:\n{string.Join("\n\n", lost)}");
    }

    private static NamedContext Context(BuildWorld world, string text) =>
        NamedContext.TryParse(text, world.Folder.Path, out var context, out var problem) ? context : throw new ArgumentException(problem);

    private List<string> PeerArguments(EqualityRow row, string dockerfile, string folder, string archive)
    {
        List<string> arguments = ["buildx", "build", "--progress", "plain", "--provenance=false", "--network=host", "-f", dockerfile, "-o", $"type=oci,dest={archive}"];
        foreach (var (name, value) in row.Args)
            arguments.AddRange(["--build-arg", $"{name}={value}"]);
        foreach (var (name, value) in row.Labels)
            arguments.AddRange(["--label", $"{name}={value}"]);
        foreach (var (name, value) in row.Contexts)
            arguments.AddRange(["--build-context", $"{name}={(value.Contains(':', StringComparison.Ordinal) ? value : World.Folder[value])}"]);
        foreach (var id in row.Secrets.Keys)
            arguments.AddRange(["--secret", $"id={id},src={Path.Combine(folder, "secret-" + id)}"]);
        if (row.Stage is { } stage)
            arguments.AddRange(["--target", stage]);
        arguments.Add(World.Folder[EqualityContext.Main]);
        return arguments;
    }

    private async Task LoadAsync(TrixieDocker docker, string name, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(name);
        var path = World.Folder["base.tar"];
        await using (var file = File.Create(path))
            await ImageArchiveWriter.WriteAsync(World.Store, [new(World.Store.Resolve(reference)!, [reference])], file, cancellationToken);
        await docker.RunAsync(["load", "-i", path], cancellationToken);
    }
}
