// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Containers;

/// <summary>Whether a container may change what is bound into it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BindAccess>))]
public enum BindAccess
{
    /// <summary>It may only read.</summary>
    ReadOnly,

    /// <summary>It may change it.</summary>
    ReadWrite,
}
