// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Slipway.Distribution;

/// <summary>
/// Sends images to places: everything first, several images to several places at once, then all names, to several places at once and at each one after the
/// other. A place that refuses a part stops everything before the first name; one that refuses a name keeps no other from its own.
/// </summary>
internal sealed class SendingRun(IReadOnlyList<ImageSending> sendings, TransferOptions options, IProgress<TransferProgress>? progress)
{
    private readonly List<IGrouping<string, ImageSending>> _places = [.. sendings.GroupBy(static sending => sending.Target.Name, StringComparer.Ordinal)];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ForEachPlaceAsync(SendPartsAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException e) when (sendings.Count > 1)
        {
            throw e.With("No name was set anywhere.");
        }
        var failures = new ConcurrentQueue<Exception>();
        await ForEachPlaceAsync((place, token) => NameAsync(place, failures, token), cancellationToken).ConfigureAwait(false);
        if (!failures.IsEmpty)
            throw Tell([.. failures]);
    }

    private Task ForEachPlaceAsync(Func<IEnumerable<ImageSending>, CancellationToken, Task> act, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        _places,
        new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrentPlaces, CancellationToken = cancellationToken },
        async (place, token) => await act(place, token).ConfigureAwait(false));

    private async Task SendPartsAsync(IEnumerable<ImageSending> place, CancellationToken cancellationToken)
    {
        var root = sendings.Count > 1 ? RootSending.Before : RootSending.WithName;
        using var slots = new SemaphoreSlim(options.MaxConcurrentBlobs);
        var images = place.ToList();
        foreach (var sending in images)
            sending.Announce(progress);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrentImages, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(images, limits, async (sending, token) => await sending.SendPartsAsync(slots, root, progress, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task NameAsync(IEnumerable<ImageSending> place, ConcurrentQueue<Exception> failures, CancellationToken cancellationToken)
    {
        foreach (var sending in place)
        {
            try
            {
                await sending.NameAsync(progress, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or TimeoutException)
            {
                failures.Enqueue(e);
            }
        }
    }

    // Some names may show the new image now, and whoever pushed must know which.
    private Exception Tell(IReadOnlyList<Exception> failures)
    {
        var set = sendings.SelectMany(static sending => sending.Target.SetNames).ToList();
        var missing = sendings.SelectMany(static sending => sending.Target.Names).Except(set).ToList();
        var said = string.Join(' ', failures.Select(static failure => failure.Message).Distinct());
        if (failures.FirstOrDefault(static failure => failure is not RegistryException) is { } other)
            return set.Count + missing.Count > 1 ? new IOException($"{said} {Outcome(set, missing)}", other) : ExceptionDispatchInfo.SetCurrentStackTrace(other);
        var first = (RegistryException)failures[0];
        return set.Count + missing.Count <= 1 ? first : first.With(
            $"{string.Join(' ', failures.Skip(1).Select(static failure => failure.Message).Where(message => message != first.Message).Distinct().Append(Outcome(set, missing)))}");
    }

    private static string Outcome(List<string> set, List<string> missing) =>
        $"Set: {(set.Count == 0 ? "no name" : string.Join(", ", set))}. Not set: {string.Join(", ", missing)}. All that they name is in place, and the same again sets the rest.";
}
