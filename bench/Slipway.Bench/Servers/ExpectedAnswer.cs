// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>Gets what a registry should have and compares every byte, which costs less than the system calls that bring them.</summary>
internal sealed class ExpectedAnswer
{
    private readonly RawConnection _connection;
    private readonly Action<ReadOnlyMemory<byte>> _take;
    private byte[] _expected = [];
    private int _length;
    private bool _isRight;

    public ExpectedAnswer(RawConnection connection) => (_connection, _take) = (connection, Take);

    /// <summary>Gets it once.</summary>
    /// <exception cref="InvalidOperationException">Something else came.</exception>
    public void Get(byte[] request, byte[] expected)
    {
        (_expected, _length, _isRight) = (expected, 0, true);
        _connection.Send(request, _take);
        if (_connection.Status != 200 || !_isRight || _length != expected.Length)
            throw new InvalidOperationException($"The answer isn't the {expected.Length} bytes that were pushed: {_connection.Head}");
    }

    /// <summary>Gets it each time that the result is called.</summary>
    public Action Repeat(string path, byte[] expected)
    {
        var request = _connection.Prepare("GET", path);
        return () => Get(request, expected);
    }

    private void Take(ReadOnlyMemory<byte> bytes)
    {
        _isRight &= _length + bytes.Length <= _expected.Length && bytes.Span.SequenceEqual(_expected.AsSpan(_length, bytes.Length));
        _length += bytes.Length;
    }
}
