// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Modules;
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>The images that modules and containers by hand are made of: whoever frees space keeps them, for they may start again.</summary>
internal static class ImagesInUse
{
    /// <summary>The manifest of each, with who has it, and the command that ends that.</summary>
    /// <exception cref="InvalidDataException">A record can't be read, so that what it needs can't be told.</exception>
    public static IReadOnlyList<(string User, string Remedy, Digest Manifest)> List(SlipwayHome home) =>
    [
        .. ModuleImagesInUse.List(home).Select(static module => ($"the module '{module.Module}'", $"uninstall it first: slipway module uninstall {module.Module}", module.Manifest)),
        .. new ContainerCatalog(home).List().Select(static container => ($"the container '{container.Name}'", $"remove it first: slipway rm {container.Name}", container.Manifest.Digest)),
    ];
}
