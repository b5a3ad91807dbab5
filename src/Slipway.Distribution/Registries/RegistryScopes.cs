// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Rights as tokens name them (distribution, scope.md).</summary>
internal static class RegistryScopes
{
    public const string Catalog = "registry:catalog:*";

    public static string Pull(RepositoryName repository) => $"repository:{repository}:pull";

    public static string Push(RepositoryName repository) => $"repository:{repository}:pull,push";

    public static string Delete(RepositoryName repository) => $"repository:{repository}:delete";
}
