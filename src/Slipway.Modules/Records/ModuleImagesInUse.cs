// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>The images that modules of a home are made of: whoever frees space keeps them, for a module starts again after a restart of the machine.</summary>
public static class ModuleImagesInUse
{
    /// <summary>The manifest of each installed module, with the module's name.</summary>
    /// <param name="home">The home.</param>
    /// <exception cref="InvalidDataException">A record of a module can't be read, so that what it needs can't be told.</exception>
    public static IReadOnlyList<(string Module, Digest Manifest)> List(SlipwayHome home)
    {
        var records = new ModuleRecords(home.Modules);
        return [.. records.List().Select(records.Read).OfType<ModuleRecord>().Select(static record => (record.Spec.Name, record.ImageDigest))];
    }
}
