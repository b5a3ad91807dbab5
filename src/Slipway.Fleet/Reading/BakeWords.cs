// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Words that Bake, or a later fleet file, has and this one doesn't: each is refused by name, with what to do instead.</summary>
internal static class BakeWords
{
    private const string NotYet = "a fleet file cannot say it yet; leave it out";
    private const string Environment = "use the matrix and the words in braces; what comes from outside is given by --set";

    /// <summary>Beside the images.</summary>
    internal static IReadOnlyList<(string Word, string Help)> TopLevel { get; } =
    [
        ("variable", Environment),
        ("function", Environment),
        ("target", "describe images under 'images:'"),
        ("policy", NotYet),
    ];

    /// <summary>Of an image.</summary>
    internal static IReadOnlyList<(string Word, string Help)> Image { get; } =
    [
        ("dockerfile-inline", "write the Dockerfile to a file"),
        ("secret", "build this image with 'slipway build -f', which takes --secret"),
        ("ssh", NotYet),
        ("cache-from", "the local cache is used by itself"),
        ("cache-to", "the local cache is kept by itself"),
        ("output", "images go to the local store; use 'slipway save' or 'slipway export' for files"),
        ("attest", NotYet),
        ("call", NotYet),
        ("entitlements", NotYet),
        ("extra-hosts", NotYet),
        ("network", NotYet),
        ("no-cache-filter", NotYet),
        ("policy", NotYet),
        ("resource", NotYet),
        ("shm-size", NotYet),
        ("ulimits", NotYet),
    ];
}
