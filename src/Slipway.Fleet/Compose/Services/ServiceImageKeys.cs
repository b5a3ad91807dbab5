// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>The keys that say what a service's image is.</summary>
internal static class ServiceImageKeys
{
    internal static IReadOnlyList<ServiceKey> All { get; } =
    [
        new("build", "the image is built as `slipway build` does; one without `image` is called `project-service`", static (service, _, _) => service with { Target = service.Name.Replace('.', '_') }),
        new("image", "looked for in the store, else pulled", static (service, node, _) => service with { Image = ReadImage(node) }),
        new("platform", "the image of that platform", static (service, node, _) => service with { Platform = node.As(Platform.Parse) }),
        new("pull_policy", "`missing`, `if_not_present`, `always`, `never`, `build`; those by time (`daily`, `weekly`, `every_…`, `refresh`) are refused", static (service, node, _) => service with { Pull = ReadPull(node) }),
    ];

    private static string ReadImage(ComposeNode node) => node.Text() is var text && ImageReference.TryParse(text, out _, out var problem) ? text
        : throw new HclException(node.Place, $"'{text}' is not an image reference: {problem.Message}", problem.Help ?? "write such as team/app:1.0");

    private static ComposePull ReadPull(ComposeNode node) => node.Text() switch
    {
        "missing" or "if_not_present" => ComposePull.Missing,
        "always" => ComposePull.Always,
        "never" => ComposePull.Never,
        "build" => ComposePull.Build,
        var other => throw new HclException(node.Place, $"the pull policy '{other}' is not supported", "write missing, always, never or build; when an image was pulled is not kept"),
    };
}
