// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>How a client is told of a quota.</summary>
internal static class QuotaRefusal
{
    private const double WarnedFrom = 0.9;

    /// <summary>More bytes than a namespace may hold.</summary>
    public static OciException OfBytes(NamespaceUsage usage, long more, long most) => OciException.Of(
        OciErrorCode.Denied,
        $"the namespace '{usage.Name}' holds {usage.Bytes} of the {most} bytes that it may, and {more} more do not fit; delete images that are not needed, and have the registry collect its garbage, or ask for a larger quota",
        usage.Name);

    /// <summary>More tags than a namespace may have.</summary>
    public static OciException OfTags(NamespaceUsage usage, long more, long most) => OciException.Of(
        OciErrorCode.Denied,
        $"the namespace '{usage.Name}' has {usage.Tags} of the {most} tags that it may, and {more} more do not fit; delete tags that are not needed, or ask for a larger quota",
        usage.Name);

    /// <summary>What a client is told when a quota is nearly used up; null where it isn't.</summary>
    public static string? Warn(NamespaceUsage usage, (long? Bytes, long? Tags) most) =>
        usage.Bytes > most.Bytes * WarnedFrom ? $"the namespace '{usage.Name}' holds {usage.Bytes} of the {most.Bytes} bytes that it may"
        : usage.Tags > most.Tags * WarnedFrom ? $"the namespace '{usage.Name}' has {usage.Tags} of the {most.Tags} tags that it may"
        : null;
}
