// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Brings manifests of other registries into the records. One that is named by its digest is never asked for twice; what a tag names is asked again after its
/// lifetime, by one HEAD where it hasn't changed.
/// </summary>
internal sealed class MirroredManifests(MirrorServices services)
{
    private const int MaxRemembered = 100_000;
    private static readonly TimeSpan UseIsRecorded = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ManifestRecords _manifests = services.Storage.Manifests;
    private readonly SingleFlight<(RepositoryName Repository, string Reference), MirrorOutcome> _flights = new(services.Lifetime);
    private readonly Remembered<(RepositoryName Repository, Tag Tag), Digest> _looked = new(services.Time, MaxRemembered);
    private readonly Remembered<(RepositoryName Repository, string Reference), bool> _missing = new(services.Time, MaxRemembered);
    private readonly Remembered<(RepositoryName Repository, Digest Digest), bool> _used = new(services.Time, MaxRemembered);

    /// <summary>Sees to it that the records hold what a reference names.</summary>
    /// <returns>What the client should know of it, or null.</returns>
    /// <exception cref="OciException">It is not there, or could not be had, and isn't here.</exception>
    public async Task<string?> BringAsync(MirroredRepository repository, ManifestReference reference, CancellationToken cancellationToken)
    {
        string? warning = null;
        var outcome = MirrorOutcome.Hit;
        if (!IsFresh(repository, reference))
        {
            try
            {
                outcome = await WaitAsync(repository, reference, cancellationToken);
            }
            catch (UpstreamException e)
            {
                (outcome, warning) = FallBack(repository, reference, e);
            }
        }
        services.Count(repository, "manifest", outcome);
        if (outcome == MirrorOutcome.Missing)
            throw OciException.ManifestUnknown(repository.Local, Text(reference));
        await RecordUseAsync(repository, reference, cancellationToken);
        return warning;
    }

    /// <summary>Waits for what is under way.</summary>
    public Task LandAsync() => _flights.LandAsync();

    // Who has something to show need not wait for a registry that says nothing; the next one may find the answer.
    private async Task<MirrorOutcome> WaitAsync(MirroredRepository repository, ManifestReference reference, CancellationToken cancellationToken)
    {
        var flight = _flights.RunAsync((repository.Local, Text(reference)), token => FetchAsync(repository, reference, token), cancellationToken);
        if (repository.Options.Offline != OfflineAnswer.Stale || Find(repository, reference) is null)
            return await flight;
        try
        {
            return await flight.WaitAsync(Patience, services.Time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new UpstreamException(repository.Options.Upstream, UpstreamProblem.Down, $"It has not answered within {Patience.TotalSeconds} s.", e);
        }
    }

    private bool IsFresh(MirroredRepository repository, ManifestReference reference)
    {
        if (Find(repository, reference) is not { } known)
            return false;
        if (reference.Tag is not { } tag || repository.Options.TagLifetime is null || services.Rules.FindImmutable(repository.Local, tag) is not null)
            return true;
        return _looked.TryGet((repository.Local, tag), repository.Options.TagLifetime, out var digest) && digest == known.Digest;
    }

    private async Task<MirrorOutcome> FetchAsync(MirroredRepository repository, ManifestReference reference, CancellationToken cancellationToken)
    {
        // Who came too late for another one's work finds it done.
        if (IsFresh(repository, reference))
            return MirrorOutcome.Hit;
        var key = (repository.Local, Text(reference));
        if (_missing.TryGet(key, repository.Options.MissingLifetime, out _))
            return MirrorOutcome.Missing;
        try
        {
            if (reference.Tag is { } tag && Find(repository, reference) is { } known)
                return await LookAgainAsync(repository, tag, known, cancellationToken);
            var document = await AskAsync(repository, Text(reference), cancellationToken);
            await StoreAsync(repository, reference.Tag is null ? reference : reference with { Digest = Digest.Sha256(document.Raw.Span) }, document, cancellationToken);
            return MirrorOutcome.Fetched;
        }
        catch (UpstreamException e) when (e.Problem == UpstreamProblem.Missing)
        {
            await RemoveTagAsync(repository, reference, cancellationToken);
            _missing.Set(key, true);
            return MirrorOutcome.Missing;
        }
    }

    private async Task<MirrorOutcome> LookAgainAsync(MirroredRepository repository, Tag tag, ManifestRecord known, CancellationToken cancellationToken)
    {
        var now = await repository.Upstream.AskAsync(client => client.ResolveAsync(repository.Remote, tag.ToString(), cancellationToken))
            ?? throw new UpstreamException(repository.Options.Upstream, UpstreamProblem.Missing, $"'{repository}:{tag}' is gone.");
        if (now.Digest == known.Digest)
        {
            _looked.Set((repository.Local, tag), known.Digest);
            return MirrorOutcome.Revalidated;
        }
        // It may have moved to what is here already.
        var isHere = _manifests.Find(repository.Local, now.Digest, ManifestContent.Whole);
        var document = isHere is { } here ? ManifestReader.Read(here.Content, here.MediaType) : await AskAsync(repository, now.Digest.ToString(), cancellationToken);
        await StoreAsync(repository, new(tag, now.Digest), document, cancellationToken);
        return isHere is null ? MirrorOutcome.Fetched : MirrorOutcome.Revalidated;
    }

    private async Task<ManifestDocument> AskAsync(MirroredRepository repository, string reference, CancellationToken cancellationToken)
    {
        var fetched = await repository.Upstream.AskAsync(client => client.FetchManifestAsync(repository.Remote, reference, cancellationToken));
        services.Metrics.CountFetched(repository.Options.Upstream, fetched.Raw.Length);
        try
        {
            return ManifestReader.Read(fetched.Raw, fetched.MediaType);
        }
        catch (OciException e)
        {
            throw repository.Upstream.Refuse($"'{repository}' has a manifest '{reference}' that is not taken: {e.Message}");
        }
    }

    // Its digest is checked by now, and its tag may be null.
    private async Task StoreAsync(MirroredRepository repository, ManifestReference reference, ManifestDocument document, CancellationToken cancellationToken)
    {
        var (tag, digest) = reference;
        var put = new ManifestPut
        {
            Repository = repository.Local,
            Digest = digest,
            Alias = digest.Algorithm == "sha512" ? Digest.Sha256(document.Raw.Span) : null,
            Document = document,
            Tags = tag is { } only ? [only] : [],
            Sparse = SparsePolicy.Images,
            Origin = ManifestOrigin.Mirrored,
            By = $"mirror of {repository.Options.Upstream}",
            Now = services.Now,
        };
        var result = await _manifests.PutAsync(put, cancellationToken);
        if (result.OfOtherSize is [var (part, size), ..])
            throw repository.Upstream.Refuse($"'{repository}@{digest}' says that {part.Digest} has {part.Size} bytes; it has {size}");
        services.Audit.Record(put.Happened);
        _used.Set((repository.Local, digest), true);
        if (tag is { } set)
            _looked.Set((repository.Local, set), digest);
    }

    private async Task RemoveTagAsync(MirroredRepository repository, ManifestReference reference, CancellationToken cancellationToken)
    {
        if (reference.Tag is not { } tag)
            return;
        var removal = new RegistryEvent
        {
            Kind = RegistryEventKind.DeleteTag,
            Time = services.Time.GetUtcNow(),
            Repository = repository.Local,
            Tags = [tag],
            By = $"mirror of {repository.Options.Upstream}",
        };
        _looked.Forget((repository.Local, tag));
        if (await services.Storage.Tags.RemoveAsync(removal, TagCondition.None, cancellationToken))
            services.Audit.Record(removal);
    }

    private (MirrorOutcome Outcome, string Warning) FallBack(MirroredRepository repository, ManifestReference reference, UpstreamException problem)
    {
        if (problem.AllowsStale && repository.Options.Offline == OfflineAnswer.Stale && Find(repository, reference) is not null)
            return (MirrorOutcome.Stale, $"{problem.Told}; this is what it was when it was last asked");
        services.Count(repository, "manifest", MirrorOutcome.Failed);
        throw problem.ToRefusal();
    }

    // Written once an hour at most: what nobody pulls for days is what matters.
    private async Task RecordUseAsync(MirroredRepository repository, ManifestReference reference, CancellationToken cancellationToken)
    {
        if (repository.Options.KeepUnused is not { } keep || Find(repository, reference) is not { } manifest)
            return;
        var key = (repository.Local, manifest.Digest);
        if (_used.TryGet(key, keep / 10 < UseIsRecorded ? keep / 10 : UseIsRecorded, out _))
            return;
        _used.Set(key, true);
        await services.Storage.Mirrored.UseAsync(repository.Local, manifest.Digest, services.Now, cancellationToken);
    }

    private ManifestRecord? Find(MirroredRepository repository, ManifestReference reference) => reference.Tag is { } tag
        ? _manifests.Find(repository.Local, tag, ManifestContent.HeadOnly)
        : _manifests.Find(repository.Local, reference.Digest, ManifestContent.HeadOnly);

    private static string Text(ManifestReference reference) => reference.Tag?.ToString() ?? reference.Digest.ToString();
}
