"""What people post, parsed and checked by WTForms; the words of the domain follow in the use cases."""
