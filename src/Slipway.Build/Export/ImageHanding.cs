// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Hands an image on to others: registries, a Docker Engine. Each is told as a step of its own.</summary>
internal sealed class ImageHanding(BuildServices services, StepReporter reporter)
{
    /// <summary>Hands an image on, if its output says so.</summary>
    /// <exception cref="StepException">The other side refused, or isn't there.</exception>
    public async Task HandAsync(ImageOutput output, BuildTarget target, AssembledImage image, CancellationToken cancellationToken)
    {
        switch (output)
        {
            case ImageStoreOutput { Push: not PushKind.None and var push }:
                var names = OutputChecks.NamesOf(target, output).Select(name => push == PushKind.Digest ? name.WithDigest(image.Whole.Digest) : name.WithDefaultTag());
                await PushAsync(target, image, [.. names], cancellationToken).ConfigureAwait(false);
                break;
            case DockerEngineOutput:
                await LoadAsync(target, output, image, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Carries what the build came to elsewhere, as a step of its own.</summary>
    /// <param name="target">One of the build's targets, for the step to be told under.</param>
    /// <param name="export">Where to.</param>
    /// <param name="carry">Carries it, and tells of what is sent.</param>
    /// <exception cref="StepException">The other side refused, isn't there, or has no room.</exception>
    public Task CarryAsync(BuildTarget target, CacheExport export, Func<IProgress<TransferProgress>, Task> carry) => TellAsync(
        reporter.NewExportStep(target, Platform.Host, $"carrying the cache to {export.Place}"),
        async step =>
        {
            try
            {
                await carry(StepsOf(step)).ConfigureAwait(false);
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException or UnauthorizedAccessException or TimeoutException)
            {
                throw new StepException($"cannot carry the cache to '{export.Place}': {problem.Message.TrimEnd('.')}", problem)
                {
                    Kind = BuildFailureKind.Outside,
                    IsTransient = problem is RemoteException { IsTransient: true } or TimeoutException,
                };
            }
        });

    private Task PushAsync(BuildTarget target, AssembledImage image, IReadOnlyList<ImageReference> names, CancellationToken cancellationToken) => TellAsync(
        reporter.NewExportStep(target, image.Platforms[0].Platform, $"pushing {string.Join(", ", names.Select(static name => name.Familiar))}"),
        async step =>
        {
            try
            {
                await services.Registries!.PushAsync(image.Whole, names, StepsOf(step), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException or TimeoutException)
            {
                throw new StepException($"cannot push '{string.Join("', '", names.Select(static name => name.Familiar))}': {problem.Message.TrimEnd('.')}", problem)
                {
                    Kind = BuildFailureKind.Outside,
                    IsTransient = problem is RemoteException { IsTransient: true } or TimeoutException,
                };
            }
        });

    private TransferSteps StepsOf(BuildStep step) => new(transfer => reporter.Report(new StepProgress(reporter.Now, step, WhatOf(transfer), transfer.Transferred, transfer.Blob.Size)));

    private static string WhatOf(TransferProgress transfer) => transfer.Place is null ? transfer.Blob.Digest.ToString() : $"{transfer.Blob.Digest} to {transfer.Place}";

    private Task LoadAsync(BuildTarget target, ImageOutput output, AssembledImage image, CancellationToken cancellationToken)
    {
        var names = OutputChecks.NamesOf(target, output);
        return TellAsync(reporter.NewExportStep(target, Platform.Host, $"loading into Docker ({services.DockerHost})"), async step =>
        {
            using var engine = DockerEngine.At(services.DockerHost);
            var own = image.Whole;
            if (image.Platforms.Count > 1 && !await engine.KeepsPlatformsAsync(cancellationToken).ConfigureAwait(false))
            {
                own = OutputWriter.ForOneEngine(services.Store, image);
                reporter.Note($"this Docker Engine keeps one platform of an image (its store is the classic one, not containerd's): of {string.Join(", ", image.Platforms.Select(static platform => platform.Platform))} "
                    + $"it gets {Platform.Host}; the local store has them all");
            }
            await engine.LoadAsync(
                (stream, token) => ImageArchiveWriter.WriteAsync(
                    services.Store, [new(own, names)], new ReportingStream(stream, sent => reporter.Report(new StepProgress(reporter.Now, step, "sending the image", sent, null))), token),
                line => reporter.Report(new StepLog(reporter.Now, step, StepOutput.Out, line + "\n")),
                cancellationToken).ConfigureAwait(false);
        });
    }

    private async Task TellAsync(BuildStep step, Func<BuildStep, Task> work)
    {
        var began = services.Time.GetTimestamp();
        reporter.Report(new StepStarted(reporter.Now, step));
        try
        {
            await work(step).ConfigureAwait(false);
            reporter.Report(new StepFinished(reporter.Now, step, services.Time.GetElapsedTime(began)));
        }
        catch (StepException problem)
        {
            var failure = new BuildFailure { Kind = problem.Kind, Message = problem.Message, Step = step, IsTransient = problem.IsTransient };
            reporter.Report(new StepFailed(reporter.Now, step, services.Time.GetElapsedTime(began), failure));
            throw;
        }
        catch (OperationCanceledException)
        {
            reporter.Report(new StepCancelled(reporter.Now, step));
            throw;
        }
    }

    private sealed class TransferSteps(Action<TransferProgress> report) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => report(value);
    }
}
