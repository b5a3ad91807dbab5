// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Modules;

/// <summary>How the module API's answers are written: A64's words, in snake case.</summary>
public static class ModuleJson
{
    /// <summary>How a type is written.</summary>
    /// <exception cref="ArgumentException">It is none of the module API.</exception>
    public static JsonTypeInfo TypeOf(Type type) =>
        ModuleApiJson.Default.GetTypeInfo(type) ?? throw new ArgumentException($"'{type.Name}' is not an answer of the module API.", nameof(type));
}
