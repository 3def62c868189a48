print("mncc")
