// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// Runs the commands of claims in containers: the image's user, directory and environment, no network, changes dropped. Needs root.
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
        var config = image.Config.Config;
        var spec = new ContainerSpec
        {
            Id = $"claim-{Guid.NewGuid():N}",
            Arguments = ImageProcess.Arguments(config, [], command),
            Environment = ImageProcess.Environment(config, []),
            WorkingDirectory = ImageProcess.WorkingDirectory(config),
            User = config?.User ?? "",
            NoNewPrivileges = true,
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
            return exit.ExitCode != 0 && IsForeign(image, errors.ToString())
                ? Foreign(image)
                : new() { ExitCode = exit.ExitCode ?? -1, Output = output.ToString(), Errors = errors.ToString() };
        }
        catch (ExecutionException e) when (IsForeign(image, e.Message))
        {
            return Foreign(image);
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

    // Runtimes say it in their own message, or as the program that never became the container's.
    private static bool IsForeign(StoredImage image, string message) =>
        !image.Config.Platform.Normalised().Satisfies(Platform.Host) && message.Contains("exec format error", StringComparison.OrdinalIgnoreCase);

    private static ImageRun Foreign(StoredImage image) =>
        new() { Obstacle = $"this machine cannot run programs for {image.Config.Platform}; 'slipway setup --emulation' lets it" };
}
