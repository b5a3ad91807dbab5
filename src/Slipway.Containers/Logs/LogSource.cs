// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Containers;

/// <summary>Where a program wrote a line.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LogSource>))]
public enum LogSource
{
    /// <summary>Standard output.</summary>
    [JsonStringEnumMemberName("out")]
    Output,

    /// <summary>Standard error.</summary>
    [JsonStringEnumMemberName("err")]
    Error,
}
