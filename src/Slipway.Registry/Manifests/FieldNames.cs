// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Slipway.Registry;

/// <summary>Names of fields that mean something. Readers in other languages match them whatever their case, so no other spelling may stand beside them.</summary>
internal static class FieldNames
{
    /// <summary>Those of manifests and indexes.</summary>
    public static readonly string[] OfManifests =
        ["schemaVersion", "mediaType", "artifactType", "config", "layers", "blobs", "manifests", "subject", "annotations", "fsLayers"];

    /// <summary>Those of descriptors.</summary>
    public static readonly string[] OfDescriptors = ["mediaType", "digest", "size", "urls", "annotations", "data", "artifactType", "platform"];

    /// <summary>Refuses an object that has one of the names in another spelling.</summary>
    /// <exception cref="OciException">MANIFEST_INVALID.</exception>
    public static void Check(JsonElement value, string[] names)
    {
        foreach (var property in value.EnumerateObject())
        {
            var meant = Array.Find(names, name => name.Equals(Fold(property.Name), StringComparison.OrdinalIgnoreCase));
            if (meant is not null && meant != property.Name)
                throw OciException.ManifestInvalid($"the field '{property.Name}' is spelled '{meant}'");
        }
    }

    // The two letters beyond ASCII that Unicode folds into it: the long s, and the sign of the kelvin.
    private static string Fold(string name) => name.Replace('\u017F', 's').Replace('\u212A', 'k');
}
