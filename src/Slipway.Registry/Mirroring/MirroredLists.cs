// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Tags and referrers of repositories of other registries, which know them best. They are remembered as long as a tag is believed.</summary>
internal sealed class MirroredLists(MirrorServices services)
{
    private const int MaxTags = 1_000_000;
    private const int MaxRemembered = 100;
    private const int MaxRememberedTags = 20_000;

    private readonly SingleFlight<RepositoryName, IReadOnlyList<string>> _tagFlights = new(services.Lifetime);
    private readonly Remembered<RepositoryName, IReadOnlyList<string>> _tags = new(services.Time, MaxRemembered);
    private readonly SingleFlight<(RepositoryName Repository, Digest Subject), IReadOnlyList<Descriptor>> _referrerFlights = new(services.Lifetime);
    private readonly Remembered<(RepositoryName Repository, Digest Subject), IReadOnlyList<Descriptor>> _referrers = new(services.Time, MaxRemembered);

    /// <summary>All tags there, in order.</summary>
    /// <exception cref="UpstreamException">They can't be had.</exception>
    public Task<IReadOnlyList<string>> ListTagsAsync(MirroredRepository repository, CancellationToken cancellationToken) =>
        _tags.TryGet(repository.Local, Lifetime(repository), out var known)
            ? Task.FromResult(known)
            : _tagFlights.RunAsync(repository.Local, token => repository.Upstream.AskAsync(async client =>
            {
                var tags = new SortedSet<string>(StringComparer.Ordinal);
                await foreach (var tag in client.ListTagsAsync(repository.Remote, token))
                {
                    tags.Add(tag.ToString());
                    if (tags.Count > MaxTags)
                        throw repository.Upstream.Refuse($"'{repository}' has more than the {MaxTags} tags that are listed");
                }
                IReadOnlyList<string> list = [.. tags];
                if (list.Count <= MaxRememberedTags)
                    _tags.Set(repository.Local, list);
                return list;
            }), cancellationToken);

    /// <summary>All that speaks of a subject there, in order of their digests.</summary>
    /// <exception cref="UpstreamException">They can't be had.</exception>
    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(MirroredRepository repository, Digest subject, CancellationToken cancellationToken)
    {
        var key = (repository.Local, subject);
        return _referrers.TryGet(key, Lifetime(repository), out var known)
            ? Task.FromResult(known)
            : _referrerFlights.RunAsync(key, token => repository.Upstream.AskAsync(async client =>
            {
                var found = await client.ListReferrersAsync(repository.Remote, subject, artifactType: null, token);
                IReadOnlyList<Descriptor> list = [.. found.OrderBy(static referrer => referrer.Digest.ToString(), StringComparer.Ordinal)];
                _referrers.Set(key, list);
                return list;
            }), cancellationToken);
    }

    /// <summary>Waits for what is under way.</summary>
    public Task LandAsync() => Task.WhenAll(_tagFlights.LandAsync(), _referrerFlights.LandAsync());

    // A list changes though the tags in it may be believed for ever.
    private static TimeSpan Lifetime(MirroredRepository repository) => repository.Options.TagLifetime ?? TimeSpan.FromMinutes(5);
}
