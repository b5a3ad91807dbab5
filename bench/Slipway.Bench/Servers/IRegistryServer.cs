// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Bench;

/// <summary>A registry program under measurement, with a storage of its own, that lets in the user <see cref="RegistryUser"/>.</summary>
internal interface IRegistryServer : IAsyncDisposable
{
    /// <summary>What the table calls it, with its version.</summary>
    string Name { get; }

    /// <summary>Its process.</summary>
    int ProcessId { get; }

    /// <summary>Where it answers; nobody needs a login there, or every request carries <see cref="Authorization"/>.</summary>
    IPEndPoint Address { get; }

    /// <summary>The header that lets in whoever wants to pull or push; null where none is needed.</summary>
    string? Authorization { get; }

    /// <summary>Puts manifests with a tag each where they can be pulled from; all name the config and the layer, which were pushed before.</summary>
    Task AddAsync(TaggedManifests manifests);

    /// <summary>Makes a manifest that was pushed before have as many tags as are named.</summary>
    Task TagAsync(TaggedManifests manifests, int manifest, IReadOnlyList<string> tags);
}
