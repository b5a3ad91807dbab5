// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Modules;

/// <summary>What is being done to a module.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModuleOperationKind>))]
internal enum ModuleOperationKind
{
    [JsonStringEnumMemberName("install")]
    Install,

    [JsonStringEnumMemberName("replace")]
    Replace,

    [JsonStringEnumMemberName("uninstall")]
    Uninstall,
}
