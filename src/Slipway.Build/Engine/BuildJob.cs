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
    private readonly Dictionary<BuildTarget, BuildFailure> _refused = [];
    private readonly SemaphoreSlim _layers = new(2);
    private readonly List<Task> _writing = [];
    private readonly CacheCarrier _carrier;
    private readonly StepLogs _logs;
    private readonly long _began;
    private StepDebugging? _debugging;

    public BuildJob(BuildServices services, BuildRequest request, IProgress<BuildEvent>? progress, CancellationToken cancellationToken)
    {
        (_services, _request, _cancellationToken) = (services, request, cancellationToken);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _logs = new(services.Home, services.Time, StepLogLimits.Default);
        _reporter = new(request, progress, services.Time, _logs);
        _cache = new(services.Home);
        _trees = new(services, _cache);
        _carrier = new(services, _cache, _trees);
        _cache.Carried = request.Options.CacheImports.Count > 0 ? new(services, _cache) : null;
        _selections = new(services, _cache, _trees);
        _remote = new(services, _reporter);
        _began = services.Time.GetTimestamp();
    }

    public async ValueTask DisposeAsync()
    {
        _selections.Dispose();
        await _remote.DisposeAsync().ConfigureAwait(false);
        await _trees.DisposeAsync().ConfigureAwait(false);
        _cache.Carried?.Dispose();
        _layers.Dispose();
        _logs.Dispose();
        _debugging?.Dispose();
        _stop.Dispose();
    }

    public async Task<BuildPlan> PlanAsync()
    {
        await LowerAsync().ConfigureAwait(false);
        var ordered = Ordered();
        await OpenCachesAsync().ConfigureAwait(false);
        var planner = CreatePlanner();
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
        await OpenCachesAsync().ConfigureAwait(false);
        var solver = CreateSolver(ordered);
        await RefuseForeignAsync(ordered, solver).ConfigureAwait(false);
        var results = await Task.WhenAll(_request.Targets.Select(target => BuildTargetAsync(target, solver))).ConfigureAwait(false);
        var lost = results.All(static result => result.Succeeded)
            ? await new CacheExports(_carrier, new(_services, _reporter), _reporter, _request).CarryAsync(_images, ordered, _stop.Token).ConfigureAwait(false) : null;
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
            Steps = _reporter.Timings.All,
            LogFolder = _logs.Folder,
            IsCacheCarried = lost is null,
            Failures = [.. _undefined.Values.Distinct(), .. solver.Failures, .. results.Select(static result => result.Failure).OfType<BuildFailure>().Where(IsExportFailure), .. lost is null ? [] : (BuildFailure[])[lost]],
        };
    }

    private Task OpenCachesAsync() => _cache.Carried?.OpenAsync(_request.Options.CacheImports, note => _reporter.Note(note), _stop.Token) ?? Task.CompletedTask;

    // Neither of a step nor of a definition, which are told of already.
    private bool IsExportFailure(BuildFailure failure) => failure is { Step: null, Kind: not BuildFailureKind.Cancelled } && !_undefined.ContainsValue(failure);

    private async Task LowerAsync()
    {
        var lowering = new RequestLowering(_request, _services);
        foreach (var target in _request.Targets)
        {
            try
            {
                OutputChecks.Require(target, _request.Options, _services);
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
        var clamps = _images.SelectMany(image => TargetExporter.FormsOf(image.Target, _request.Options)).Select(static form => form.LatestModified?.Seconds).ToList();
        _trees.LatestModified = clamps.Contains(null) ? null : clamps.Max();
        // One that cannot be built stops the others before anything has run, unless they are to go on.
        if (_undefined.Count > 0 && !_request.Options.KeepGoing)
            await _stop.CancelAsync().ConfigureAwait(false);
    }

    private static IReadOnlyList<Platform> PlatformsOf(BuildTarget target) =>
        target.Platforms.Count > 0 ? [.. target.Platforms.Select(static platform => platform.Normalised()).Distinct()] : [Platform.Host];

    // What cannot run here is told before anything has run.
    private async Task RefuseForeignAsync(IReadOnlyList<Vertex> ordered, Solver solver)
    {
        if (_stop.IsCancellationRequested)
            return;
        var refused = await ForeignPrograms.FindRefusedAsync(_services.Emulation, ordered, FindStatesAsync).ConfigureAwait(false);
        foreach (var (step, failure) in refused.Select(one => (one.Step, solver.Refuse(one.Step, one.Problem))))
            foreach (var image in _images.Where(image => image.State.Root is { } root && BuildGraph.Order([root]).Contains(step)))
                _refused.TryAdd(image.Target, failure);
    }

    private BuildPlanner CreatePlanner() => new(_cache, _trees, new(_selections, _trees, _remote), _reporter, new(_cache));

    private async Task<IReadOnlyDictionary<Vertex, CacheState>> FindStatesAsync(IReadOnlyList<Vertex> ordered)
    {
        var planner = CreatePlanner();
        await planner.PlanAsync(ordered, _stop.Token).ConfigureAwait(false);
        return planner.States;
    }

    private IReadOnlyList<Vertex> Ordered() => BuildGraph.Order(_images.Select(static image => image.State.Root).OfType<Vertex>());

    private int StepsRequested() => _images.Sum(static image => image.State.Root is { } root ? BuildGraph.Order([root]).Count(static vertex => vertex.IsStep) : 0);

    private Solver CreateSolver(IReadOnlyList<Vertex> ordered)
    {
        var slots = _request.Options.MaxParallelSteps > 0 ? _request.Options.MaxParallelSteps : Environment.ProcessorCount;
        var estimates = new Lazy<StepEstimates>(() => Estimate(ordered, slots));
        var memory = _request.Options.MaxMemoryBytes switch { null => FreeMemory.Share(), 0 => long.MaxValue, { } bytes => bytes };
        var time = UnixTime.From(_request.Options.SourceDateEpoch ?? _services.Time.GetUtcNow());
        if (_request.Options.OnFailedStep is { } look)
            _debugging = new(look, _reporter, _services.Home, _request.Options.KeepGoing ? null : _stop.Cancel, _cancellationToken);
        var forms = new StepForms(_images, ordered, target => TargetExporter.FormsOf(target, _request.Options));
        var executor = new StepExecutor(_services, _cache, _trees, _selections, _remote, forms, _reporter, new(FindAuthorities), time, _request.Options.Limits, _debugging);
        return new(_services, _cache, _trees, new(_selections, _trees, _remote), executor, _reporter, new(slots, memory), estimates, new(_cache), _stop.Token)
        {
            OnFailure = _request.Options.KeepGoing ? null : _stop.Cancel,
            OnResult = (vertex, result) =>
            {
                _carrier.Add(vertex, result);
                if (result.Tree is not [.., StepPart part])
                    return;
                foreach (var options in forms.Shipped(vertex))
                    WriteAhead(part, options);
            },
        };
    }

    private StepEstimates Estimate(IReadOnlyList<Vertex> ordered, int slots)
    {
        var estimates = new StepEstimates(ordered, vertex => StepEstimate.Of(vertex, _cache));
        _reporter.Report(new StepsExpected(_reporter.Now, estimates.Expected(), slots));
        return estimates;
    }

    private HostAuthorities? FindAuthorities()
    {
        if (!_request.Options.ShareHostAuthorities || HostAuthorities.Find() is not { } authorities)
            return null;
        _reporter.Note(authorities.Notice);
        return authorities;
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
        var result = _undefined.TryGetValue(target, out var failure) || _refused.TryGetValue(target, out failure) ? Failed(target, failure) : await TryBuildTargetAsync(target, solver).ConfigureAwait(false);
        result = result with { LogFile = new TargetLogs(_logs, _reporter.Timings).Write(result) };
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
                Message = $"cannot export '{target.Name}': {problem.Message.TrimEnd('.')}" + (FullDisk.IsCause(problem) ? $"; {FullDisk.Describe(FullDisk.FoldersOf(target, _services.Home))}; {FullDisk.Help}" : ""),
                IsTransient = problem is StepException { IsTransient: true },
            });
        }
    }

    private async Task<TargetResult> ExportAsync(BuildTarget target, (LoweredImage Image, StepResult? Result)[] solved, Solver solver)
    {
        var image = await new TargetExporter(_services, _cache, _trees, _carrier, _reporter, _request.Options).ExportAsync(target, solved, solver, _stop.Token).ConfigureAwait(false);
        return new() { Target = target, Image = image?.Whole, Platforms = image?.Platforms ?? [], Duration = _services.Time.GetElapsedTime(_began) };
    }

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
        _cache.Carried?.Save();
        // What was recorded is worth keeping even if the build was stopped; what can be unpacked again isn't worth a flush.
        await _services.Snapshots.FlushAsync(snapshot => snapshot.Kind == SnapshotKind.Step && !_trees.HasLayer(snapshot.Digest), CancellationToken.None).ConfigureAwait(false);
    }
}
