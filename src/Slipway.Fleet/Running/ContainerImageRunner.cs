// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// Runs the commands of claims in containers: the image's user, directory and environment, no network,
/// bounded time, memory, processes and output, changes dropped.
/// </summary>
/// <param name="containers">Runs containers.</param>
/// <param name="snapshots">Where layers are unpacked.</param>
/// <param name="store">Where images are.</param>
/// <param name="options">Its bounds; the defaults where null.</param>
public sealed class ContainerImageRunner(ContainerRunner containers, SnapshotStore snapshots, OciLayout store, ImageRunOptions? options = null) : IImageRunner
{
    private readonly ImageRunOptions _options = options ?? ImageRunOptions.Default;

    /// <inheritdoc/>
    public async Task<ImageRun> RunAsync(StoredImage image, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (Emulation.OfThisMachine.Find(image.Config.Platform.Normalised()) is { } foreign)
            return Foreign(foreign);
        var config = image.Config.Config;
        var spec = new ContainerSpec
        {
            Id = $"claim-{Guid.NewGuid():N}",
            Arguments = ImageProcess.Arguments(config, [], command),
            Environment = ImageProcess.Environment(config, []),
            WorkingDirectory = ImageProcess.WorkingDirectory(config),
            User = config?.User ?? "",
            NoNewPrivileges = true,
            // A user namespace can't make a control group, so that only time and output are bounded there.
            Resources = UserNamespace.IsInitial ? new() { MemoryBytes = _options.MaxMemoryBytes, Pids = _options.MaxProcesses } : ResourceLimits.None,
            StopSignal = ImageProcess.StopSignal(config),
        };
        using var root = await ImageRoot.OpenAsync(store, snapshots, image, cancellationToken).ConfigureAwait(false);
        using var output = new BoundedOutput(_options.MaxOutputBytes);
        using var errors = new BoundedOutput(_options.MaxOutputBytes);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.Patience);
        try
        {
            var exit = await containers.RunAsync(spec, root.FileSystem, new() { Output = output, Error = errors }, patience.Token).ConfigureAwait(false);
            if (exit.IsOutOfMemory)
                return new() { Obstacle = $"it took more than the {new ByteSize(_options.MaxMemoryBytes)} of memory that a command of a claim may have" };
            return new() { ExitCode = exit.ExitCode ?? -1, Output = output.ToString(), Errors = errors.ToString() };
        }
        catch (ExecutionException e) when (e.ExitCode is { } code)
        {
            // As in a shell: 127 and 126 are an answer, such as to whether a program is there.
            return new() { ExitCode = code, Errors = e.Message };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new() { Obstacle = $"it had not ended after {_options.Patience.TotalSeconds:0} s" };
        }
    }

    private static ImageRun Foreign(EmulationObstacle obstacle) => new() { Obstacle = obstacle.Help is { } help ? $"{obstacle}; {help}" : obstacle.ToString() };
}
