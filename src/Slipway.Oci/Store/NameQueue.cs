// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Oci;

/// <summary>
/// Names that wait to be given. Whoever gets the right to change names gives all that wait in one change, so that the targets of a fleet, which often
/// end together, pay once for its flushes. A change that misses a part of its image fails alone.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore holds nothing to let go of until someone asks for its wait handle.")]
internal sealed class NameQueue(OciLayout store, RefStore references)
{
    private readonly ConcurrentQueue<NameRequest> _waiting = new();
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Gives names, durably when it returns.</summary>
    /// <exception cref="FileNotFoundException">A part of an image is not in the store; none of these names is given.</exception>
    public async Task GiveAsync(IReadOnlyList<StoredReference> names, CancellationToken cancellationToken)
    {
        var request = new NameRequest(names);
        _waiting.Enqueue(request);
        try
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!request.Given.IsCompleted)
                {
                    using var changing = await store.ChangeNamesAsync(cancellationToken).ConfigureAwait(false);
                    GiveWaiting(changing);
                }
            }
            finally
            {
                _turn.Release();
            }
        }
        catch
        {
            // Where someone has taken it, their answer holds.
            if (request.TryWithdraw())
                throw;
        }
        await request.Given.ConfigureAwait(false);
    }

    private void GiveWaiting(NameChanges changing)
    {
        var taken = new List<NameRequest>();
        while (_waiting.TryDequeue(out var request))
        {
            if (request.TryTake())
                taken.Add(request);
        }
        try
        {
            var whole = taken.FindAll(IsWhole);
            var changes = whole.SelectMany(static request => request.Names).Where(IsChange).ToList();
            if (changes.Count > 0)
                store.Change(changing, () => references.Set(changes));
            whole.ForEach(static request => request.Complete());
        }
#pragma warning disable CA1031 // Everyone who waits is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            taken.ForEach(request => request.Fail(e));
        }
    }

    private bool IsChange(StoredReference entry) => entry.Name is { } name
        ? references.Find(name) != entry.Descriptor || references.IsUntagged(entry.Descriptor.Digest)
        : !references.IsNamed(entry.Descriptor.Digest);

    // Under the lock that a prune holds too: what is there now stays until the name is there.
    private bool IsWhole(NameRequest request)
    {
        try
        {
            foreach (var image in request.Names.Select(static entry => entry.Descriptor).Distinct())
            {
                if (store.FindMissing(image) is { } missing)
                    throw new FileNotFoundException($"The blob {missing} of the image {image.Digest} is not in the store '{store.Root}'. Pull or build the image again.");
            }
            return true;
        }
        catch (Exception e) when (e is IOException or ImageFormatException)
        {
            request.Fail(e);
            return false;
        }
    }
}
