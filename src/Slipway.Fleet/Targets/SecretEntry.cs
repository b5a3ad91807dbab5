// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>A secret as Bake writes it: <c>id=NAME,src=FILE</c>, <c>id=NAME,env=VARIABLE</c>, or <c>id=NAME</c> alone.</summary>
internal static class SecretEntry
{
    /// <summary>Where the value comes from; null where there is no id.</summary>
    /// <param name="part">A part of the entry by its name, null where it isn't there.</param>
    /// <param name="folder">The folder that paths start from.</param>
    /// <param name="environment">Asks the environment.</param>
    /// <param name="id">The id.</param>
    internal static SecretSource? Read(Func<string, string?> part, string folder, Func<string, string?> environment, out string id)
    {
        string? Part(params string[] names) => names.Select(part).FirstOrDefault(static value => !string.IsNullOrEmpty(value));
        id = Part("id") ?? "";
        if (id.Length == 0)
            return null;
        // A file where one is named or asked for; else the variable of the id's name where there is one.
        return Part("src", "source") is { } file ? Part("type") == "env" ? new SecretVariable(file) : new SecretFile(Path.GetFullPath(file, folder))
            : Part("env") is { } variable ? new SecretVariable(variable)
            : Part("type") != "file" && environment(id) is not null ? new SecretVariable(id) : new SecretFile(Path.GetFullPath(id, folder));
    }
}
