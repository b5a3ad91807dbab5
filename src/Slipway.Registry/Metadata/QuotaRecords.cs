// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What namespaces hold, and may.</summary>
internal sealed class QuotaRecords(IMetadataDatabase database, RegistryRules rules)
{
    /// <summary>What the namespace of a repository holds.</summary>
    public NamespaceUsage Find(RepositoryName repository) => database.Read(transaction => NamespaceRows.Find(transaction, repository));

    /// <summary>What to say to who pushed to a repository whose namespace is nearly full; null where there is nothing to say.</summary>
    public string? FindWarning(RepositoryName repository)
    {
        var most = rules.FindQuota(NamespaceQuota.NamespaceOf(repository));
        return most is (null, null) ? null : QuotaRefusal.Warn(Find(repository), most);
    }

    /// <summary>Refuses bytes of an upload as soon as it is plain that they cannot all be kept.</summary>
    /// <param name="repository">Where the upload goes.</param>
    /// <param name="size">How many bytes it has, or will have.</param>
    /// <exception cref="OciException">DENIED, with the figures.</exception>
    public void RequireRoom(RepositoryName repository, long size)
    {
        if (rules.FindQuota(NamespaceQuota.NamespaceOf(repository)).Bytes is not { } most)
            return;
        var usage = Find(repository);
        // A blob that the namespace holds already costs nothing, but only its end says that it is one; it can't be larger than all there is.
        if (size > Math.Max(most - usage.Bytes, usage.Bytes))
            throw QuotaRefusal.OfBytes(usage, size, most);
    }
}
