// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Words that Bake, or a later fleet file, has and this one doesn't: each is refused by name, with what to do instead.</summary>
internal static class BakeWords
{
    private const string Limits = "slipway build has limits for all steps: --memory, --cpus, --shm-size, --ulimit, --step-timeout";

    /// <summary>Beside the images.</summary>
    internal static IReadOnlyList<(string Word, string Help)> TopLevel { get; } =
    [
        ("function", "use the matrix, variables and the words in braces"),
        ("target", "describe images under 'images:'"),
    ];

    /// <summary>Of an image.</summary>
    internal static IReadOnlyList<(string Word, string Help)> Image { get; } =
    [
        ("attest", "leave it out; attestations are not written yet"),
        ("call", "leave it out; 'slipway plan' shows a target without building it"),
        ("entitlements", "leave it out; steps run with Docker's default capabilities and no more"),
        ("policy", "leave it out; what is claimed of the image stands under 'claims:', and a policy for all of them beside the images"),
        ("resources", "leave it out; " + Limits),
        ("shm-size", "leave it out; " + Limits),
        ("ulimits", "leave it out; " + Limits),
    ];
}
