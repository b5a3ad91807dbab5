// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Modules;

/// <summary>What came of a request to install or replace a module.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModuleOutcome>))]
public enum ModuleOutcome
{
    /// <summary>It is new.</summary>
    [JsonStringEnumMemberName("installed")]
    Installed,

    /// <summary>It took the place of an older one.</summary>
    [JsonStringEnumMemberName("replaced")]
    Replaced,

    /// <summary>The same was there already, and runs.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,
}
