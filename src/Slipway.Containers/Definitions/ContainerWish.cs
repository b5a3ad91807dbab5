// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Containers;

/// <summary>What is wanted of a container by hand.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContainerWish>))]
public enum ContainerWish
{
    /// <summary>It was made, and is not to run yet.</summary>
    Created,

    /// <summary>It is to run, or has come to its own end.</summary>
    Running,

    /// <summary>It was stopped by hand.</summary>
    Stopped,

    /// <summary>It is to be gone: whoever finds it takes it away.</summary>
    Removed,
}
