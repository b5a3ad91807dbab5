// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Dockerfile;

/// <summary>The arguments that exist without being declared.</summary>
public static class PredefinedArgs
{
    /// <summary>What a RUN step gets when the caller gives it, declared or not; in no history and no cache key unless declared.</summary>
    public static IReadOnlyList<string> Proxies { get; } =
    [
        "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy",
    ];

    /// <summary>What steers the builder, and is never in a step.</summary>
    public static IReadOnlyList<string> Controls { get; } =
    [
        "BUILDKIT_BUILD_NAME", "BUILDKIT_CACHE_MOUNT_NS", "BUILDKIT_CONTEXT_KEEP_GIT_DIR", "BUILDKIT_DOCKERFILE_CHECK",
        "BUILDKIT_INLINE_CACHE", "BUILDKIT_MULTI_PLATFORM", "BUILDKIT_SANDBOX_HOSTNAME", "BUILDKIT_SBOM_SCAN_CONTEXT",
        "BUILDKIT_SBOM_SCAN_STAGE", "BUILDKIT_SYNTAX", "SOURCE_DATE_EPOCH",
    ];

    /// <summary>The platform arguments of the global scope, in their order: BUILD… and TARGET…, then TARGETSTAGE.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Of(ArgumentScopeOptions options) =>
        [.. Of("BUILD", options.BuildPlatform), .. Of("TARGET", options.TargetPlatform), new("TARGETSTAGE", options.TargetStage ?? "default")];

    private static IEnumerable<KeyValuePair<string, string>> Of(string prefix, Platform platform) =>
    [
        new(prefix + "PLATFORM", platform.ToString()),
        new(prefix + "OS", platform.Os),
        new(prefix + "OSVERSION", platform.OsVersion ?? ""),
        new(prefix + "ARCH", platform.Architecture),
        new(prefix + "VARIANT", platform.Variant ?? ""),
    ];
}
