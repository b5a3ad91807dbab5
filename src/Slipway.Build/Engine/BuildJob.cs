// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>One request on its way: lowered, solved, put together and exported.</summary>
internal sealed class BuildJob : IAsyncDisposable
{
    private readonly BuildServices _services;
    private readonly BuildRequest _request;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _stop;
    private readonly StepReporter _reporter;
    private readonly BuildCache _cache;
    private readonly TreeStore _trees;
    private readonly Selections _selections;
    private readonly RemoteSources _remote;
    private readonly List<LoweredImage> _images = [];
    private readonly Dictionary<BuildTarget, BuildFailure> _undefined = [];
    private readonly SemaphoreSlim _layers = new(2);
    private readonly List<Task> _writing = [];
    private readonly long _began;

    public BuildJob(BuildServices services, BuildRequest request, IProgress<BuildEvent>? progress, CancellationToken cancellationToken)
    {
        (_services, _request, _cancellationToken) = (services, request, cancellationToken);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reporter = new(request, progress, services.Time);
        _cache = new(services.Home);
        _trees = new(services, _cache);
        _selections = new(services, _cache, _trees);
        _remote = new(services, _reporter);
        _began = services.Time.GetTimestamp();
    }

    public async ValueTask DisposeAsync()
    {
        _selections.Dispose();
        await _remote.DisposeAsync().ConfigureAwait(false);
        await _trees.DisposeAsync().ConfigureAwait(false);
        _layers.Dispose();
        _stop.Dispose();
    }

    public async Task<BuildPlan> PlanAsync()
    {
        await LowerAsync().ConfigureAwait(false);
        var ordered = Ordered();
        var planner = new BuildPlanner(_cache, _trees, new(_selections, _trees, _remote), _reporter);
        var steps = await planner.PlanAsync(ordered, _cancellationToken).ConfigureAwait(false);
        _selections.Save();
        return new() { StepsRequested = StepsRequested(), Steps = steps, Failures = [.. _undefined.Values] };
    }

    public async Task<BuildResult> BuildAsync()
    {
        await Containers.LeftoverSweep.RunAsync(_services.Home, _services.Time, _cancellationToken).ConfigureAwait(false);
        await LowerAsync().ConfigureAwait(false);
        var ordered = Ordered();
        _reporter.Report(new BuildStarted(_reporter.Now, StepsRequested(), ordered.Count(static vertex => vertex.IsStep)));
        foreach (var warning in _images.SelectMany(static image => image.Warnings).Distinct())
            _reporter.Note(warning.Message, warning);
        var solver = CreateSolver(ordered);
        var results = await Task.WhenAll(_request.Targets.Select(target => BuildTargetAsync(target, solver))).ConfigureAwait(false);
        await FinishAsync().ConfigureAwait(false);
        var (run, cached) = solver.Count(ordered);
        _cancellationToken.ThrowIfCancellationRequested();
        return new()
        {
            Targets = results,
            StepsRequested = StepsRequested(),
            StepsRun = run,
            StepsCached = cached,
            Duration = _services.Time.GetElapsedTime(_began),
            Failures = [.. _undefined.Values.Distinct(), .. solver.Failures, .. results.Select(static result => result.Failure).OfType<BuildFailure>().Where(IsExportFailure)],
        };
    }

    // Neither of a step nor of a definition, which are told of already.
    private bool IsExportFailure(BuildFailure failure) => failure is { Step: null, Kind: not BuildFailureKind.Cancelled } && !_undefined.ContainsValue(failure);

    private async Task LowerAsync()
    {
        var lowering = new RequestLowering(_request, _services);
        foreach (var target in _request.Targets)
        {
            try
            {
                SourceDate.Of(target, _request.Options);
                foreach (var platform in PlatformsOf(target))
                    _images.Add(await lowering.LowerAsync(target, platform, _cancellationToken).ConfigureAwait(false));
            }
            catch (DefinitionException problem)
            {
                _images.RemoveAll(image => image.Target == target);
                _undefined[target] = new() { Kind = problem.Kind, Message = problem.Message, Diagnostics = problem.Diagnostics, IsTransient = problem.IsTransient };
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException or FormatException)
            {
                // A base image whose manifest is none, a mirror that doesn't answer, a name that no package has.
                _images.RemoveAll(image => image.Target == target);
                _undefined[target] = new()
                {
                    Kind = BuildFailureKind.Outside,
                    Message = $"cannot prepare '{target.Name}': {problem.Message.TrimEnd('.')}",
                    IsTransient = problem is TimeoutException or HttpRequestException or RemoteException { IsTransient: true },
                };
            }
        }
        // Every time that one of the targets keeps must be there.
        var clamps = _images.Select(image => OptionsOf(image.Target, _request.Options.Compression).LatestModified?.Seconds).ToList();
        _trees.LatestModified = clamps.Contains(null) ? null : clamps.Max();
        // One that cannot be built stops the others before anything has run, unless they are to go on.
        if (_undefined.Count > 0 && !_request.Options.KeepGoing)
            await _stop.CancelAsync().ConfigureAwait(false);
    }

    private static IReadOnlyList<Platform> PlatformsOf(BuildTarget target) =>
        target.Platforms.Count > 0 ? [.. target.Platforms.Select(static platform => platform.Normalised()).Distinct()] : [Platform.Host];

    private IReadOnlyList<Vertex> Ordered() => BuildGraph.Order(_images.Select(static image => image.State.Root).OfType<Vertex>());

    private int StepsRequested() => _images.Sum(static image => image.State.Root is { } root ? BuildGraph.Order([root]).Count(static vertex => vertex.IsStep) : 0);

    private Solver CreateSolver(IReadOnlyList<Vertex> ordered)
    {
        var runs = ordered.Any(static vertex => vertex.Operation is RunOperation);
        var authorities = _request.Options.ShareHostAuthorities && runs ? HostAuthorities.Find() : null;
        if (authorities is not null)
        {
            var counted = authorities.Count == 1 ? "the certificate authority" : $"the {authorities.Count} certificate authorities";
            _reporter.Note($"RUN steps trust {counted} that this host has of its own, for the step alone ({authorities.Bundle})");
        }
        var slots = _request.Options.MaxParallelSteps > 0 ? _request.Options.MaxParallelSteps : Environment.ProcessorCount;
        var priorities = StepPriorities.Compute(ordered, vertex => _cache.FindSlot(vertex.Slot)?.Milliseconds);
        var time = UnixTime.From(_request.Options.SourceDateEpoch ?? _services.Time.GetUtcNow());
        var forms = new StepForms(_images, ordered, target => target.Outputs.OfType<ImageOutput>().Select(output => OptionsOf(target, CompressionOf(output))).Distinct());
        var executor = new StepExecutor(_services, _cache, _trees, _selections, _remote, forms, _reporter, authorities, time);
        return new(_services, _cache, _trees, new(_selections, _trees, _remote), executor, _reporter, new(slots), priorities, _stop.Token)
        {
            OnFailure = _request.Options.KeepGoing ? null : _stop.Cancel,
            OnResult = (vertex, result) =>
            {
                if (result.Tree is not [.., StepPart part])
                    return;
                foreach (var options in forms.Shipped(vertex))
                    WriteAhead(part, options);
            },
        };
    }

    // A layer is written while later steps run; if that fails, whoever needs the layer hears of it.
    private void WriteAhead(StepPart part, LayerOptions options)
    {
        async Task WriteAsync()
        {
            await _layers.WaitAsync(_stop.Token).ConfigureAwait(false);
            try
            {
                await _trees.GetLayerAsync(part, options, _stop.Token).ConfigureAwait(false);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // The same task is awaited when the image is put together.
            }
            finally
            {
                _layers.Release();
            }
        }

        lock (_writing)
            _writing.Add(Task.Run(WriteAsync, _stop.Token));
    }

    private async Task<TargetResult> BuildTargetAsync(BuildTarget target, Solver solver)
    {
        var result = _undefined.TryGetValue(target, out var failure) ? Failed(target, failure) : await TryBuildTargetAsync(target, solver).ConfigureAwait(false);
        _reporter.Report(new TargetFinished(_reporter.Now, result));
        return result;
    }

    private async Task<TargetResult> TryBuildTargetAsync(BuildTarget target, Solver solver)
    {
        async Task<(LoweredImage Image, StepResult? Result)> SolveAsync(LoweredImage image) =>
            (image, image.State.Root is { } root ? await solver.SolveAsync(root).ConfigureAwait(false) : null);

        try
        {
            var images = _images.Where(image => image.Target == target).ToList();
            var solved = await Task.WhenAll(images.Select(SolveAsync)).ConfigureAwait(false);
            return await ExportAsync(target, solved, solver).ConfigureAwait(false);
        }
        catch (StepFailedException problem)
        {
            return Failed(target, problem.Failure);
        }
        catch (OperationCanceledException)
        {
            return Failed(target, new() { Kind = BuildFailureKind.Cancelled, Message = "stopped before it was done" });
        }
        catch (Exception problem) when (problem is StepException or IOException or UnauthorizedAccessException or LayerException)
        {
            return Failed(target, new()
            {
                Kind = (problem as StepException)?.Kind ?? BuildFailureKind.Outside,
                Message = $"cannot export '{target.Name}': {problem.Message.TrimEnd('.')}",
                IsTransient = problem is StepException { IsTransient: true },
            });
        }
    }

    private async Task<TargetResult> ExportAsync(BuildTarget target, (LoweredImage Image, StepResult? Result)[] solved, Solver solver)
    {
        var assembly = new ImageAssembly(_services.Store, _trees, _services.Time);
        var images = new Dictionary<LayerCompressionOptions, (Descriptor Whole, IReadOnlyList<PlatformResult> Platforms)>();
        foreach (var compression in target.Outputs.OfType<ImageOutput>().Select(CompressionOf).Distinct())
        {
            var platforms = new List<PlatformResult>();
            foreach (var (image, result) in solved)
            {
                var results = await ResultsAsync(image, solver).ConfigureAwait(false);
                var (manifest, size) = await assembly.WriteAsync(image, result, vertex => results[vertex], OptionsOf(target, compression), compression.IncludesBase, _stop.Token).ConfigureAwait(false);
                var (run, cached) = solver.Count(image.State.Root is { } root ? BuildGraph.Order([root]) : []);
                platforms.Add(new() { Platform = image.Platform, Manifest = manifest, CompressedSize = size, StepsRun = run, StepsCached = cached });
            }
            images[compression] = (platforms.Count == 1 ? platforms[0].Manifest : WriteIndex(platforms), platforms);
        }
        var writer = new OutputWriter(_services, _trees, _request.Options, _reporter);
        foreach (var output in target.Outputs)
        {
            var written = output is ImageOutput image ? images[CompressionOf(image)].Whole : null;
            await writer.WriteAsync(output, target, written!, [.. solved.Select(static one => (one.Image.Platform, one.Result))], _stop.Token).ConfigureAwait(false);
        }
        // Of several images, which hold the same in other compressions, the first output's.
        var first = target.Outputs.OfType<ImageOutput>().Select(CompressionOf).FirstOrDefault();
        return new()
        {
            Target = target,
            Image = first is null ? null : images[first].Whole,
            Platforms = first is null ? [] : images[first].Platforms,
            Duration = _services.Time.GetElapsedTime(_began),
        };
    }

    private static async Task<Dictionary<Vertex, StepResult>> ResultsAsync(LoweredImage image, Solver solver)
    {
        var results = new Dictionary<Vertex, StepResult>();
        foreach (var vertex in image.State.History.Select(static item => item.Layer).OfType<Vertex>())
            results[vertex] = await solver.SolveAsync(vertex).ConfigureAwait(false);
        return results;
    }

    private Descriptor WriteIndex(IReadOnlyList<PlatformResult> platforms) => _services.Store.WriteManifest(ManifestBlob.Create(new ImageIndex
    {
        Manifests = [.. platforms.Select(static platform => platform.Manifest with { Platform = platform.Platform })],
    }));

    private TargetResult Failed(BuildTarget target, BuildFailure failure) => new() { Target = target, Failure = failure, Duration = _services.Time.GetElapsedTime(_began) };

    private async Task FinishAsync()
    {
        List<Task> writing;
        lock (_writing)
            writing = [.. _writing];
        foreach (var task in writing)
        {
            try
            {
                await task.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The build was stopped; the layer is written when it is wanted.
            }
        }
        _selections.Save();
        // What was recorded is worth keeping even if the build was stopped; what can be unpacked again isn't worth a flush.
        await _services.Snapshots.FlushAsync(snapshot => snapshot.Kind == SnapshotKind.Step && !_trees.HasLayer(snapshot.Digest), CancellationToken.None).ConfigureAwait(false);
    }

    private LayerCompressionOptions CompressionOf(ImageOutput output) => output.Compression ?? _request.Options.Compression;

    private LayerOptions OptionsOf(BuildTarget target, LayerCompressionOptions compression) => new()
    {
        Compression = compression.Kind switch
        {
            LayerCompressionKind.Gzip => LayerCompression.Gzip,
            LayerCompressionKind.Zstd => LayerCompression.Zstd,
            _ => LayerCompression.None,
        },
        Level = compression.Level,
        LatestModified = SourceDate.Of(target, _request.Options) is { } epoch ? UnixTime.From(epoch) : null,
    };
}
