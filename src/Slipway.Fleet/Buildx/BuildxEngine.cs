// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Fleet;

/// <summary>
/// Builds a fleet with <c>docker buildx bake</c>: its Dockerfiles on BuildKit's builders, and the images of packages with our own engine, which hands them over.
/// What comes back is checked and kept in the local store under the fleet's names, as if it had been built here.
/// </summary>
/// <param name="program">How buildx is called.</param>
/// <param name="services">The home, the store, and who pushes.</param>
/// <param name="compose">Builds with our own engine what is composed from packages.</param>
public sealed class BuildxEngine(BuildxProgram program, BuildServices services, Func<BuildRequest, Task<BuildResult>> compose)
{
    /// <summary>Builds targets. Names are given when all of them are whole.</summary>
    /// <exception cref="ExecutionException">There is no buildx.</exception>
    /// <exception cref="InvalidOperationException">The graph has errors.</exception>
    /// <exception cref="OperationCanceledException">The caller stopped it; buildx has ended, with all that it started.</exception>
    public async Task<BuildResult> BuildAsync(FleetGraph graph, IReadOnlyList<FleetTarget> targets, BuildxOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        var began = services.Time.GetTimestamp();
        var wanted = graph.ToRequest(targets, BuildOptions.Default).Targets;
        var work = new BuildxWork(graph, targets, options);
        var results = new Dictionary<string, TargetResult>(StringComparer.Ordinal);
        BuildResult Failed(params IEnumerable<BuildFailure> failures)
        {
            var all = failures.ToList();
            var took = services.Time.GetElapsedTime(began);
            // What is told of one target isn't told of the others as well.
            BuildFailure FailureOf(BuildTarget target) => all.Find(failure => failure.Message.StartsWith($"'{target.Name}' ", StringComparison.Ordinal)) ?? new() { Kind = BuildFailureKind.Cancelled, Message = "stopped before it was done" };
            return Result([.. wanted.Select(target => results.GetValueOrDefault(target.Name) ?? new() { Target = target, Foreign = new("buildx", null), Failure = FailureOf(target), Duration = took })], took) with { Failures = all };
        }

        if (BuildxRefusals.Find(work) is { Count: > 0 } refusals)
            return Failed(refusals.Select(static why => new BuildFailure { Kind = BuildFailureKind.Definition, Message = why }));
        var version = work.Asked.Count > 0 ? await program.FindVersionAsync(cancellationToken).ConfigureAwait(false) : "";
        var unnamed = new UnnamedImages(services.Store);
        await using var letGo = unnamed.ConfigureAwait(false);
        var composed = work.Composed.Count > 0 ? await compose(work.ToCompose()).ConfigureAwait(false) : null;
        unnamed.LetGo(composed?.Targets.Where(one => !targets.Any(target => target.Name == one.Target.Name)).Select(static one => one.Image).OfType<Descriptor>() ?? []);
        if (composed is { Succeeded: false } || work.Asked.Count == 0)
            return composed is { Succeeded: false } ? Failed(composed.Failures.Count > 0 ? composed.Failures : [new() { Kind = BuildFailureKind.Step, Message = "what the fleet stands on was not composed" }]) : composed!;

        using var folder = BuildxFolder.Create(services.Home);
        foreach (var result in composed?.Targets ?? [])
            results[result.Target.Name] = result;
        var (failure, baked) = await BakeAsync(work, version, [.. wanted], results, folder, began, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
            return Failed(failure);
        foreach (var result in baked)
            results[result.Target.Name] = result;
        return Result([.. wanted.Select(target => results[target.Name])], services.Time.GetElapsedTime(began));
    }

    private static BuildResult Result(IReadOnlyList<TargetResult> targets, TimeSpan took) => new() { Targets = targets, StepsRequested = 0, StepsRun = 0, StepsCached = 0, Duration = took };

    private async Task<(BuildFailure? Failure, IReadOnlyList<TargetResult> Built)> BakeAsync(
        BuildxWork work, string version, IReadOnlyList<BuildTarget> wanted, Dictionary<string, TargetResult> composed, BuildxFolder folder, long began, CancellationToken cancellationToken)
    {
        var contexts = new BuildxContexts(work, services.Store, composed.ToDictionary(static one => one.Key, static one => one.Value.Image!, StringComparer.Ordinal), folder);
        var definition = new BuildxDefinition(work, contexts, folder);
        // A file that says by its name that it is JSON: what comes by a pipe is tried as Compose's first, whose variables are others.
        var (file, content) = (folder["docker-bake.json"], definition.Write());
        await File.WriteAllBytesAsync(file, content, cancellationToken).ConfigureAwait(false);
        if (BuildxVerdict.FindUnknown(content, await program.PrintAsync(file, cancellationToken).ConfigureAwait(false), version) is { } unknown)
            return (new() { Kind = BuildFailureKind.Definition, Message = unknown }, []);

        // Whoever writes "network: host" into the fleet has allowed it.
        var allowed = work.Baked.Any(static target => target.Build?.Network == StepNetwork.Host) && await program.AsksForAllowanceAsync(cancellationToken).ConfigureAwait(false);
        var (exitCode, said) = await program.BakeAsync(file, ["--metadata-file", folder["metadata.json"], .. allowed ? ["--allow", "network.host"] : (string[])[]], cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
            return (BuildxVerdict.Of(exitCode, said), []);
        try
        {
            return (null, await TakeAsync(work, definition, version, wanted, folder, began, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException or TimeoutException or LayerException)
        {
            return (new() { Kind = BuildFailureKind.Outside, Message = problem.Message.TrimEnd('.'), IsTransient = problem is HttpRequestException or TimeoutException }, []);
        }
    }

    private async Task<IReadOnlyList<TargetResult>> TakeAsync(
        BuildxWork work, BuildxDefinition definition, string version, IReadOnlyList<BuildTarget> wanted, BuildxFolder folder, long began, CancellationToken cancellationToken)
    {
        var metadata = BuildxMetadata.Read(folder["metadata.json"]);
        var results = new List<TargetResult>();
        foreach (var target in work.Asked)
        {
            var (request, name) = (wanted.Single(one => one.Name == target.Name), work.NameOf(target));
            var result = new TargetResult { Target = request, Foreign = new($"buildx {version}", metadata.ReferenceOf(name)), Duration = services.Time.GetElapsedTime(began) };
            if (BuildxDefinition.KeepsImage(target))
            {
                var (image, platforms) = await BuildxImport.RunAsync(services.Store, definition.ArchiveOf(target), request, metadata.DigestOf(name), cancellationToken).ConfigureAwait(false);
                result = result with { Image = image, Platforms = platforms, Duration = services.Time.GetElapsedTime(began) };
            }
            results.Add(result);
        }
        await services.Store.SetReferencesAsync([.. results.SelectMany(NamesOf)], cancellationToken).ConfigureAwait(false);
        foreach (var result in results)
            await PushAsync(result, cancellationToken).ConfigureAwait(false);
        return results;
    }

    private static IEnumerable<StoredReference> NamesOf(TargetResult result)
    {
        if (result.Image is not { } image)
            return [];
        var names = NamesOf(result.Target).Select(name => new StoredReference(name, image)).ToList();
        return
        [
            .. names.Count > 0 ? names : [new StoredReference(null, image)],
            .. result.Target.PlatformNames.Select(name => new StoredReference(name.Name, result.Platforms.First(platform => platform.Platform.Satisfies(name.Platform)).Manifest)),
        ];
    }

    private static IReadOnlyList<ImageReference> NamesOf(BuildTarget target) => target.Tags.Count > 0 ? target.Tags : target.Outputs.OfType<ImageOutput>().FirstOrDefault()?.Names ?? [];

    private async Task PushAsync(TargetResult result, CancellationToken cancellationToken)
    {
        foreach (var output in result.Target.Outputs.OfType<ImageStoreOutput>().Where(static output => output.Push != PushKind.None))
        {
            var image = result.Image!;
            var names = NamesOf(result.Target).Select(name => output.Push == PushKind.Digest ? name.WithDigest(image.Digest) : name.WithDefaultTag()).ToList();
            var pushes = services.Registries ?? throw new InvalidOperationException("Nothing here pushes.");
            await pushes.PushAsync(image, names, new Silent(), cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Silent : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
        }
    }
}
